// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink;

import io.kafkars.consumer.AdminEndOffsets;
import io.kafkars.consumer.ClientCreation;
import io.kafkars.consumer.ConsumerManager;
import io.kafkars.fetch.LogFetchers;
import io.kafkars.fetch.RecordContent;
import io.kafkars.flink.arrow.ArrowBatch;
import io.kafkars.flink.arrow.ArrowElements;
import io.kafkars.flink.arrow.ArrowOptions;
import io.kafkars.flink.deserializer.RecordDeserializationSchema;
import io.kafkars.flink.drift.BatchMode;
import io.kafkars.flink.enumerator.EnumeratorSettings;
import io.kafkars.flink.enumerator.EnumeratorState;
import io.kafkars.flink.enumerator.EnumeratorStateSerializer;
import io.kafkars.flink.enumerator.KafkaPartitionDiscovery;
import io.kafkars.flink.enumerator.KafkarsEnumerator;
import io.kafkars.flink.errors.DeadLetter;
import io.kafkars.flink.errors.DeadLetters;
import io.kafkars.flink.message.Message;
import io.kafkars.flink.reader.Elements;
import io.kafkars.flink.reader.KafkarsSourceReader;
import io.kafkars.flink.reader.ReaderSettings;
import io.kafkars.flink.reader.RestoredSplitCheck;
import io.kafkars.flink.reader.RowElements;
import io.kafkars.flink.reader.RowOrDeadLetterElements;
import io.kafkars.flink.split.KafkarsSplit;
import io.kafkars.flink.split.KafkarsSplitSerializer;
import io.kafkars.flink.version.VersionCheck;
import io.kafkars.merge.ReplayWatermarks;

import org.apache.flink.annotation.Internal;
import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.types.Either;

import org.apache.kafka.clients.CommonClientConfigs;

import java.util.Map;
import java.util.Objects;

/**
 * Replays Kafka topics in timestamp order across all their partitions, and then goes live.
 *
 * <pre>{@code
 * KafkarsSource<Message> source =
 *         KafkarsSource.messages()
 *                 .setBootstrapServers("localhost:9092")
 *                 .setTopics(SourceTopic.earliest("events"))
 *                 .build();
 * env.fromSource(source, WatermarkStrategy.noWatermarks(), "events");
 * }</pre>
 *
 * <p>The order holds within a subtask, which merges the partitions that it reads. With a
 * parallelism of 1 there is one total order.
 *
 * <p>The source emits its own watermarks, so {@code WatermarkStrategy.noWatermarks()} is the normal
 * choice. A strategy that generates watermarks works too; it sees the merged stream.
 *
 * <p>Positions are part of Flink's checkpoints, so each record affects state exactly once. Where
 * the replay starts and ends is resolved once, when the job first starts, and kept across restores.
 *
 * @param <T> type of the stream's elements
 */
@PublicEvolving
public sealed class KafkarsSource<T>
        implements Source<T, KafkarsSplit, EnumeratorState>, ResultTypeQueryable<T>
        permits KafkarsSourceWithLineage {

    private static final long serialVersionUID = 1L;

    private final SourceSettings settings;
    private final Elements<T> elements;

    KafkarsSource(SourceSettings settings, Elements<T> elements) {
        this.settings = settings;
        this.elements = elements;
    }

    /**
     * A source with these settings.
     *
     * @throws IllegalStateException if it does not run on this version of Flink
     */
    static <T> KafkarsSource<T> of(SourceSettings settings, Elements<T> elements) {
        return VersionCheck.guard(() -> KafkarsSourceWithLineage.create(settings, elements));
    }

    /** A source of whole records: key, value and headers, and where each record comes from. */
    public static KafkarsSourceBuilder<Message> messages() {
        return builder(RecordDeserializationSchema.messages());
    }

    /** A source of the elements that the schema makes of each record. */
    public static <T> KafkarsSourceBuilder<T> builder(RecordDeserializationSchema<T> schema) {
        return new KafkarsSourceBuilder<>(RowElements.of(Objects.requireNonNull(schema, "schema")));
    }

    /** A source of the records' values, deserialized by the schema. */
    public static <T> KafkarsSourceBuilder<T> values(DeserializationSchema<T> schema) {
        return builder(RecordDeserializationSchema.valueOnly(schema));
    }

    /**
     * A source of the elements that the schema makes of each record, and of the records on which it
     * fails. {@link DeadLetters#split} splits it into two streams.
     */
    public static <T> KafkarsSourceBuilder<Either<DeadLetter, T>> withDeadLetters(
            RecordDeserializationSchema<T> schema) {
        return new KafkarsSourceBuilder<>(
                new RowOrDeadLetterElements<>(Objects.requireNonNull(schema, "schema")));
    }

    /** A source of Arrow batches with the default columns. */
    public static KafkarsSourceBuilder<ArrowBatch> arrow() {
        return arrow(ArrowOptions.DEFAULT);
    }

    /**
     * A source of Arrow batches. A row is a record, and a batch has up to {@link
     * KafkarsSourceBuilder#setBatchSize} rows. Needs {@code arrow-vector} and {@code
     * arrow-memory-unsafe} on the class path, and {@code
     * --add-opens=java.base/java.nio=ALL-UNNAMED} for the JVMs that run it.
     */
    public static KafkarsSourceBuilder<ArrowBatch> arrow(ArrowOptions options) {
        return new KafkarsSourceBuilder<>(new ArrowElements(options));
    }

    @Override
    public Boundedness getBoundedness() {
        return settings.boundedness();
    }

    @Override
    public TypeInformation<T> getProducedType() {
        return elements.getProducedType();
    }

    SourceSettings settings() {
        return settings;
    }

    // Run time

    @Internal
    @Override
    public SourceReader<T, KafkarsSplit> createReader(SourceReaderContext context)
            throws Exception {
        return VersionCheck.guard(() -> newReader(context));
    }

    private SourceReader<T, KafkarsSplit> newReader(SourceReaderContext context) throws Exception {
        BatchMode.refuse(settings.drift(), context);
        return KafkarsSourceReader.create(
                elements,
                partitions -> newManager(context.getIndexOfSubtask(), partitions),
                RestoredSplitCheck.in(
                                settings.properties(),
                                context.getIndexOfSubtask() + "-restore",
                                settings.loss().onRecreatedTopic())
                        ::toRead,
                new ReaderSettings(
                        settings.client().commitsOffsetsOnCheckpoints(),
                        settings.client().registersConsumerMetrics(),
                        settings.emitsWatermarks(),
                        settings.merge().futureTolerance().toMillis(),
                        new ReplayWatermarks(settings.merge()),
                        settings.scope().rowLimit(),
                        settings.stopsAtReplayEnd(),
                        settings.drift()),
                context);
    }

    private ConsumerManager newManager(int subtask, int partitions) {
        Map<String, Object> properties =
                settings.properties()
                        .forConsumer(
                                String.valueOf(subtask),
                                partitions,
                                settings.merge(),
                                settings.stopsAtReplayEnd());
        settings.client()
                .rack()
                .ifPresent(rack -> properties.put(CommonClientConfigs.CLIENT_RACK_CONFIG, rack));
        RecordContent content = settings.scope().content();
        var manager =
                new ConsumerManager(
                        ClientCreation.create(
                                properties,
                                given ->
                                        LogFetchers.open(
                                                given, content, settings.client().fetch())),
                        settings.merge(),
                        settings.stopsAtReplayEnd(),
                        elements.contentForm(),
                        settings.loss().onLostPosition(),
                        System::currentTimeMillis);
        manager.checkSilentPartitions(
                new AdminEndOffsets(settings.properties(), subtask + "-silence"));
        return manager;
    }

    @Internal
    @Override
    public SplitEnumerator<KafkarsSplit, EnumeratorState> createEnumerator(
            SplitEnumeratorContext<KafkarsSplit> context) {
        return restoreEnumerator(context, EnumeratorState.NOTHING_KNOWN);
    }

    @Internal
    @Override
    public SplitEnumerator<KafkarsSplit, EnumeratorState> restoreEnumerator(
            SplitEnumeratorContext<KafkarsSplit> context, EnumeratorState state) {
        return VersionCheck.guard(() -> newEnumerator(context, state));
    }

    private KafkarsEnumerator newEnumerator(
            SplitEnumeratorContext<KafkarsSplit> context, EnumeratorState state) {
        return new KafkarsEnumerator(
                context,
                new EnumeratorSettings(
                        settings.boundedness(),
                        settings.discoveryInterval().toMillis(),
                        settings.loss(),
                        settings.drift()),
                new KafkaPartitionDiscovery(
                        settings.topics(),
                        settings.replayEnd(),
                        settings.properties(),
                        settings.scope().range(),
                        settings.loss().onExpiredStart()),
                state);
    }

    @Internal
    @Override
    public SimpleVersionedSerializer<KafkarsSplit> getSplitSerializer() {
        return new KafkarsSplitSerializer();
    }

    @Internal
    @Override
    public SimpleVersionedSerializer<EnumeratorState> getEnumeratorCheckpointSerializer() {
        return new EnumeratorStateSerializer();
    }
}
