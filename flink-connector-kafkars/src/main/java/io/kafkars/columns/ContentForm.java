package io.kafkars.columns;

/** How the keys and values of held records lie in memory; what is read is the same. */
public enum ContentForm {

    /** All keys of a fetch in one array, all values in another: best for whole columns. */
    COLUMNS,

    /** Each key and each value in an array of its own: best for one record after the other. */
    ARRAYS;

    HeldBytes create() {
        return this == COLUMNS ? new BytesColumn() : new ByteArrays();
    }
}
