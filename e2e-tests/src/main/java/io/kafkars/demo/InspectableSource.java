// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.demo;

import io.kafkars.flink.KafkarsSource;
import io.kafkars.flink.enumerator.EnumeratorState;
import io.kafkars.flink.reader.KafkarsSourceReader;
import io.kafkars.flink.split.KafkarsSplit;
import io.kafkars.merge.PartitionState;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.core.io.SimpleVersionedSerializer;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A kafkars source that shows its partition states to the program that has started the job. The job
 * must run in the same process, with one subtask.
 *
 * <p>Flink gives the job a copy of the source, so the two can share only what is static.
 */
final class InspectableSource<T>
        implements Source<T, KafkarsSplit, EnumeratorState>, ResultTypeQueryable<T> {

    private static final long serialVersionUID = 1L;
    private static final Map<UUID, KafkarsSourceReader<?>> READERS = new ConcurrentHashMap<>();

    private final KafkarsSource<T> source;
    private final UUID id = UUID.randomUUID();

    InspectableSource(KafkarsSource<T> source) {
        this.source = source;
    }

    /** The partitions as their reader sees them; empty before there is a reader. */
    List<PartitionState> partitionStates() {
        KafkarsSourceReader<?> reader = READERS.get(id);
        return reader == null ? List.of() : reader.partitionStates();
    }

    @Override
    public SourceReader<T, KafkarsSplit> createReader(SourceReaderContext context)
            throws Exception {
        SourceReader<T, KafkarsSplit> reader = source.createReader(context);
        READERS.put(id, (KafkarsSourceReader<?>) reader);
        return reader;
    }

    @Override
    public Boundedness getBoundedness() {
        return source.getBoundedness();
    }

    @Override
    public TypeInformation<T> getProducedType() {
        return source.getProducedType();
    }

    @Override
    public SplitEnumerator<KafkarsSplit, EnumeratorState> createEnumerator(
            SplitEnumeratorContext<KafkarsSplit> context) throws Exception {
        return source.createEnumerator(context);
    }

    @Override
    public SplitEnumerator<KafkarsSplit, EnumeratorState> restoreEnumerator(
            SplitEnumeratorContext<KafkarsSplit> context, EnumeratorState state) throws Exception {
        return source.restoreEnumerator(context, state);
    }

    @Override
    public SimpleVersionedSerializer<KafkarsSplit> getSplitSerializer() {
        return source.getSplitSerializer();
    }

    @Override
    public SimpleVersionedSerializer<EnumeratorState> getEnumeratorCheckpointSerializer() {
        return source.getEnumeratorCheckpointSerializer();
    }
}
