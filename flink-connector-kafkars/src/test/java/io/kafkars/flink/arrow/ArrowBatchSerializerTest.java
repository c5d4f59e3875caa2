// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.arrow;

import org.apache.flink.api.common.typeutils.SerializerTestBase;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** Flink's rules for every serializer. */
class ArrowBatchSerializerTest extends SerializerTestBase<ArrowBatch> {

    @Override
    protected TypeSerializer<ArrowBatch> createSerializer() {
        return new ArrowBatchSerializer();
    }

    @Override
    protected int getLength() {
        return -1;
    }

    @Override
    protected Class<ArrowBatch> getTypeClass() {
        return ArrowBatch.class;
    }

    @Override
    protected ArrowBatch[] getTestData() {
        return new ArrowBatch[] {
            new ArrowBatch(new byte[0], 0, -1, -1, false),
            new ArrowBatch(new byte[] {1, 0, -1}, 1, 0, 0, true),
            new ArrowBatch(new byte[300_000], Integer.MAX_VALUE, 5, Long.MAX_VALUE, false)
        };
    }
}
