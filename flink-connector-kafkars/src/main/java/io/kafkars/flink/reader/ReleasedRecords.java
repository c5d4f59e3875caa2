// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.reader;

import io.kafkars.merge.ReleasedBatch;

import org.apache.flink.annotation.Internal;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;

import java.util.Set;
import java.util.stream.Collectors;

/**
 * A released batch on its way from the fetcher thread to the task thread.
 *
 * <p>Flink's reader base expects the records of one split, then those of the next; a merged batch
 * may change its split with every record. So the batch is announced under the split of its first
 * record, and the emitter, which knows where each record is from, advances the right states itself.
 * What Flink takes for a record is a {@link Step} of that emitter.
 */
@Internal
final class ReleasedRecords implements RecordsWithSplitIds<Step> {

    private final ReleasedBatch batch;
    private final KafkarsRecordEmitter<?> recordEmitter;

    /** {@code null} until the batch is announced. */
    private Emitter emitter;

    ReleasedRecords(ReleasedBatch batch, KafkarsRecordEmitter<?> recordEmitter) {
        this.batch = batch;
        this.recordEmitter = recordEmitter;
    }

    /** The batch's one announced split, then {@code null}: the batch has ended. Task thread. */
    @Override
    public String nextSplit() {
        if (emitter == null && batch.rows() > 0) {
            emitter = recordEmitter.begin(batch);
            return batch.firstPartition().toString();
        }
        recordEmitter.end(batch);
        return null;
    }

    /** Task thread. */
    @Override
    public Step nextRecordFromSplit() {
        return emitter.next() ? emitter : null;
    }

    /** Fetcher thread and task thread. */
    @Override
    public Set<String> finishedSplits() {
        return batch.finished().stream().map(Object::toString).collect(Collectors.toSet());
    }
}
