// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.arrow;

import io.kafkars.columns.Header;
import io.kafkars.columns.HeaderBytes;
import io.kafkars.merge.BatchColumns;

import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;

import java.util.List;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Fills the column of headers, which has for each row a list of structs of key and value. */
final class HeaderColumn {

    private final ListVector lists;
    private final StructVector headers;
    private final VarCharVector keys;
    private final VarBinaryVector values;

    HeaderColumn(ListVector lists) {
        this.lists = lists;
        this.headers = (StructVector) lists.getDataVector();
        this.keys = headers.getChild(MessageSchema.KEY, VarCharVector.class);
        this.values = headers.getChild(MessageSchema.VALUE, VarBinaryVector.class);
    }

    /** Replaces the content of the vectors by the headers of these rows. */
    void fill(BatchColumns columns, int firstRow, int rows) {
        reserve(columns, firstRow, rows);
        int next = 0;
        for (int row = 0; row < rows; row++) {
            List<Header> decoded = HeaderBytes.decode(columns.headers(firstRow + row));
            lists.startNewValue(row);
            for (Header header : decoded) {
                keys.set(next, header.key().getBytes(UTF_8));
                if (header.value() == null) {
                    values.setNull(next);
                } else {
                    values.set(next, header.value());
                }
                headers.setIndexDefined(next);
                next++;
            }
            lists.endValue(row, decoded.size());
        }
        lists.setLastSet(rows - 1);
        lists.setValueCount(rows);
    }

    /** Encoded headers are at least as large as all their keys, and as all their values. */
    private void reserve(BatchColumns columns, int firstRow, int rows) {
        int count = 0;
        for (int row = firstRow; row < firstRow + rows; row++) {
            byte[] encoded = columns.headers(row);
            count += encoded == null ? 0 : HeaderBytes.count(encoded);
        }
        int byteCount = columns.headerBytes(firstRow, rows);
        lists.clear();
        lists.setInitialCapacity(rows);
        headers.setInitialCapacity(count);
        lists.allocateNew();
        keys.allocateNew(byteCount, count);
        values.allocateNew(byteCount, count);
    }
}
