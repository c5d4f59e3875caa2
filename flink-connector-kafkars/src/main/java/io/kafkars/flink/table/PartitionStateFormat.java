package io.kafkars.flink.table;

import io.kafkars.consumer.AdminOffsetLookup;
import io.kafkars.merge.Merge;
import io.kafkars.merge.MergeSettings;
import io.kafkars.merge.PartitionState;
import io.kafkars.topics.OffsetResolver;
import io.kafkars.topics.ResolveException;
import io.kafkars.topics.ResolvedPartition;

import org.apache.flink.api.common.io.GenericInputFormat;
import org.apache.flink.api.common.io.NonParallelInput;
import org.apache.flink.core.io.GenericInputSplit;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;

import java.io.IOException;
import java.time.Clock;
import java.util.Iterator;
import java.util.List;

/**
 * Resolves what a source of the same settings would read, at the moment it is opened, and gives one
 * row for each partition, in the order of topic and partition.
 */
final class PartitionStateFormat extends GenericInputFormat<RowData> implements NonParallelInput {

    private static final long serialVersionUID = 1L;

    private final KafkaScan scan;
    private final PartitionColumn[] columns;
    private transient Iterator<PartitionState> states;

    PartitionStateFormat(KafkaScan scan, List<PartitionColumn> columns) {
        this.scan = scan;
        this.columns = columns.toArray(PartitionColumn[]::new);
    }

    @Override
    public void open(GenericInputSplit split) throws IOException {
        super.open(split);
        try (var lookup = AdminOffsetLookup.open(scan.properties(), "partition-state")) {
            var resolution =
                    new OffsetResolver(
                                    scan.topics(),
                                    scan.replayEnd(),
                                    scan.properties().groupId(),
                                    lookup,
                                    Clock.systemUTC())
                            .resolve();
            // The states of a merge that has not begun.
            var merge = new Merge(MergeSettings.DEFAULT, false);
            merge.add(
                    resolution.partitions().stream().map(ResolvedPartition::progress).toList(),
                    resolution.resolveTime());
            states = merge.partitionStates().iterator();
        } catch (ResolveException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public boolean reachedEnd() {
        return !states.hasNext();
    }

    @Override
    public RowData nextRecord(RowData reuse) {
        PartitionState state = states.next();
        var row = new GenericRowData(columns.length);
        for (int i = 0; i < columns.length; i++) {
            row.setField(i, columns[i].read(state));
        }
        return row;
    }
}
