package io.kafkars.consumer;

import java.io.Serializable;

/**
 * Which parts of a record's content are wanted; what is not is never copied from the client's
 * buffers, and reads as {@code null} or empty.
 *
 * @param keys whether keys are wanted, or their sizes
 * @param values whether values are wanted, or their sizes
 * @param headers whether headers are wanted
 */
public record RecordContent(boolean keys, boolean values, boolean headers) implements Serializable {

    /** The whole record. */
    public static final RecordContent ALL = new RecordContent(true, true, true);
}
