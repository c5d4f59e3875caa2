// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.columns;

/** Memory layout of the keys and values of held records. Readers get the same bytes from either. */
public enum ContentForm {

    /** All keys of a fetch in one array and all values in another: for reading whole columns. */
    COLUMNS,

    /** Each key and each value in an array of its own: for reading record by record. */
    ARRAYS;

    HeldBytes create() {
        return this == COLUMNS ? new BytesColumn() : new ByteArrays();
    }
}
