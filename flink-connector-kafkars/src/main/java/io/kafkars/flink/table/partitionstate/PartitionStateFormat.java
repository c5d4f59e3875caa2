// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table.partitionstate;

import io.kafkars.consumer.AdminOffsetLookup;
import io.kafkars.consumer.ConsumerProperties;
import io.kafkars.flink.table.options.TableSettings;
import io.kafkars.merge.Merge;
import io.kafkars.merge.MergeSettings;
import io.kafkars.merge.PartitionState;
import io.kafkars.topics.OffsetResolver;
import io.kafkars.topics.ReplayEnd;
import io.kafkars.topics.ResolveException;
import io.kafkars.topics.ResolvedPartition;
import io.kafkars.topics.SourceTopic;
import io.kafkars.validation.Explanation;

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
 * Resolves, when it is opened, what a source of the same settings would read, and gives one row for
 * each partition, in the order of topic and partition.
 */
final class PartitionStateFormat extends GenericInputFormat<RowData> implements NonParallelInput {

    private static final long serialVersionUID = 1L;

    private final List<SourceTopic> topics;
    private final ReplayEnd replayEnd;
    private final ConsumerProperties properties;
    private final PartitionStateColumn[] columns;
    private transient Iterator<PartitionState> states;

    PartitionStateFormat(TableSettings settings, List<PartitionStateColumn> columns) {
        this.topics = settings.topics();
        this.replayEnd = settings.end().replayEnd();
        this.properties = ConsumerProperties.of(settings.properties());
        this.columns = columns.toArray(PartitionStateColumn[]::new);
    }

    @Override
    public void open(GenericInputSplit split) throws IOException {
        super.open(split);
        try (var lookup = AdminOffsetLookup.open(properties, "partition-state")) {
            var resolution =
                    new OffsetResolver(
                                    topics,
                                    replayEnd,
                                    properties.groupId(),
                                    lookup,
                                    Clock.systemUTC())
                            .resolve();
            // The states are those of a merge that has not begun.
            var merge = new Merge(MergeSettings.DEFAULT, false);
            merge.add(
                    resolution.partitions().stream().map(ResolvedPartition::progress).toList(),
                    resolution.resolveTime());
            states = merge.partitionStates().iterator();
        } catch (ResolveException e) {
            throw Explanation.of(new IOException(e.getMessage()), e);
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
