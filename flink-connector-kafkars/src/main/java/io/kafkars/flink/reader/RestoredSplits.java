package io.kafkars.flink.reader;

import io.kafkars.flink.split.KafkarsSplit;

import org.apache.flink.annotation.Internal;

import java.util.List;

/** Looks at the splits that a reader restores, before it reads them. Task thread. */
@Internal
@FunctionalInterface
public interface RestoredSplits {

    /** Restores splits as they are. */
    RestoredSplits AS_THEY_ARE = splits -> splits;

    /**
     * The splits as they are to be read, in the same order.
     *
     * @throws RuntimeException if they must not be
     */
    List<KafkarsSplit> toRead(List<KafkarsSplit> restored);
}
