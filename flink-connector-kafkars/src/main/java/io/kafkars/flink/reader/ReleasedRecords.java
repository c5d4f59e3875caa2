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
 * changes split with every record. So the batch is announced under the split of its first record,
 * and the emitter, which knows where each record is from, moves the right splits' states itself.
 * What Flink takes for a record is a step of that emitter.
 */
@Internal
final class ReleasedRecords implements RecordsWithSplitIds<BatchEmitter> {

    private final ReleasedBatch batch;
    private final BatchEmission<?> emission;
    private BatchEmitter emitter;

    ReleasedRecords(ReleasedBatch batch, BatchEmission<?> emission) {
        this.batch = batch;
        this.emission = emission;
    }

    /** The batch's one announced split, then {@code null}: the batch is over. Task thread. */
    @Override
    public String nextSplit() {
        if (emitter == null && batch.rows() > 0) {
            emitter = emission.begin(batch);
            return batch.firstPartition().toString();
        }
        emission.end(batch);
        return null;
    }

    @Override
    public BatchEmitter nextRecordFromSplit() {
        return emitter.next() ? emitter : null;
    }

    /** Fetcher thread and task thread. */
    @Override
    public Set<String> finishedSplits() {
        return batch.finished().stream().map(Object::toString).collect(Collectors.toSet());
    }
}
