// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.reader;

import io.kafkars.arrow.ArrowMemory;
import io.kafkars.fixtures.FuzzTries;
import io.kafkars.flink.arrow.ArrowBatch;
import io.kafkars.flink.arrow.ArrowElements;
import io.kafkars.flink.arrow.ArrowOptions;
import io.kafkars.flink.deserializer.RecordDeserializationSchema;
import io.kafkars.merge.KeyedRecord;
import io.kafkars.merge.MergeArbitraries;
import io.kafkars.merge.PartitionId;
import io.kafkars.merge.PartitionProgress;
import io.kafkars.merge.RecordView;
import io.kafkars.merge.Replay;

import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.util.Collector;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.IntVector;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Rules 5 and 6 of the design for any logs and any reader: which watermarks stand between which
 * replayed records, and the event time of each record, depend on the logs alone. What a reader
 * emits is compared with what follows from a sort of the logs.
 */
@PropertyDefaults(tries = 300, edgeCases = EdgeCasesMode.NONE)
@AddLifecycleHook(FuzzTries.class)
class ReplayWatermarkProperties {

    @Property
    void theSameWatermarksStandBetweenTheSameRecords(
            @ForAll("replays") Replay replay, @ForAll long seed) throws Exception {
        var places = new Places(true);
        new RandomReader<>(replay, RowElements.of(new PlaceSchema()), places, new Random(seed))
                .run();

        assertThat(replayed(places.emitted, replay)).isEqualTo(expected(replay, true));
    }

    @Property
    void theSameWatermarksStandBetweenTheSameRowsOfArrowBatches(
            @ForAll("replays") Replay replay, @ForAll long seed) throws Exception {
        var places = new Places(false);
        try (var allocator = ArrowMemory.newAllocator("test", 64 << 20)) {
            new RandomReader<>(
                            replay,
                            new ArrowElements(ArrowOptions.DEFAULT),
                            new RowsOfBatches(places, allocator),
                            new Random(seed))
                    .run();
        }

        assertThat(replayed(places.emitted, replay)).isEqualTo(expected(replay, false));
    }

    @Provide
    Arbitrary<Replay> replays() {
        return Combinators.combine(
                        MergeArbitraries.replays(1, 4), Arbitraries.of(1L, 7L, 1_000L, 86_400_000L))
                .as(
                        (replay, interval) ->
                                replay.withSettings(
                                        replay.settings()
                                                .withWatermarkInterval(
                                                        Duration.ofMillis(interval))));
    }

    // What is expected

    private static List<String> expected(Replay replay, boolean withTimes) {
        long interval = replay.settings().watermarkInterval().toMillis();
        long delay = 1 + replay.settings().outOfOrderness().toMillis();
        long tolerance = replay.settings().futureTolerance().toMillis();
        long watermark = Long.MIN_VALUE;
        var expected = new ArrayList<String>();
        for (KeyedRecord keyed : replay.sorted()) {
            if (keyed.mergeKey() != PartitionProgress.NO_KEY) {
                long limit = replay.resolveTimeOf(keyed.partition()) + tolerance;
                long start = Math.min(keyed.mergeKey(), limit);
                start -= Math.floorMod(start, interval);
                if (start - delay > watermark) {
                    watermark = start - delay;
                    expected.add("watermark " + watermark);
                }
            }
            expected.add(placeOf(keyed) + (withTimes ? " at " + eventTimeOf(keyed) : ""));
        }
        return expected;
    }

    private static long eventTimeOf(KeyedRecord keyed) {
        long timestamp = keyed.record().timestamp();
        if (timestamp != -1 && timestamp != Long.MIN_VALUE) {
            return timestamp;
        }
        return keyed.mergeKey() == PartitionProgress.NO_KEY ? 0 : keyed.mergeKey();
    }

    private static String placeOf(KeyedRecord keyed) {
        return keyed.partition() + "@" + keyed.offset();
    }

    // What is emitted

    /**
     * What was emitted up to the last replayed record, without the records after their partition's
     * replay end, and without the watermark that a restored reader repeats.
     */
    private static List<String> replayed(List<String> emitted, Replay replay) {
        Set<String> places = new HashSet<>();
        replay.sorted().forEach(keyed -> places.add(placeOf(keyed)));
        var replayed = new ArrayList<String>();
        String lastWatermark = null;
        int end = 0;
        for (String event : emitted) {
            if (event.startsWith("watermark")) {
                if (!event.equals(lastWatermark)) {
                    replayed.add(event);
                }
                lastWatermark = event;
            } else if (places.contains(event.split(" ")[0])) {
                replayed.add(event);
                end = replayed.size();
            }
        }
        return replayed.subList(0, end);
    }

    /** Where records are from, such as {@code 0@5 at 1000}, and watermarks. */
    private static final class Places implements ReaderOutput<String> {

        final List<String> emitted = new ArrayList<>();
        private final boolean withTimes;

        Places(boolean withTimes) {
            this.withTimes = withTimes;
        }

        @Override
        public void collect(String place) {
            emitted.add(place);
        }

        @Override
        public void collect(String place, long timestamp) {
            emitted.add(place + (withTimes ? " at " + timestamp : ""));
        }

        @Override
        public void emitWatermark(Watermark watermark) {
            emitted.add("watermark " + watermark.getTimestamp());
        }

        @Override
        public void markIdle() {}

        @Override
        public void markActive() {}

        @Override
        public SourceOutput<String> createOutputForSplit(String splitId) {
            return this;
        }

        @Override
        public void releaseOutputForSplit(String splitId) {}
    }

    private static final class PlaceSchema implements RecordDeserializationSchema<String> {

        private static final long serialVersionUID = 1L;

        @Override
        public void deserialize(RecordView record, Collector<String> out) {
            out.collect(record.partitionId() + "@" + record.offset());
        }

        @Override
        public TypeInformation<String> getProducedType() {
            return Types.STRING;
        }
    }

    /** Passes on the place of each row. */
    private record RowsOfBatches(Places places, BufferAllocator allocator)
            implements ReaderOutput<ArrowBatch> {

        @Override
        public void collect(ArrowBatch batch) {
            try (var reader = batch.open(allocator)) {
                var topics = reader.root().getVector("topic");
                var partitions = (IntVector) reader.root().getVector("partition");
                var offsets = (BigIntVector) reader.root().getVector("offset");
                for (int row = 0; row < batch.rows(); row++) {
                    var id = new PartitionId(topics.getObject(row).toString(), partitions.get(row));
                    places.collect(id + "@" + offsets.get(row));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void collect(ArrowBatch batch, long timestamp) {
            collect(batch);
        }

        @Override
        public void emitWatermark(Watermark watermark) {
            places.emitWatermark(watermark);
        }

        @Override
        public void markIdle() {}

        @Override
        public void markActive() {}

        @Override
        public SourceOutput<ArrowBatch> createOutputForSplit(String splitId) {
            return this;
        }

        @Override
        public void releaseOutputForSplit(String splitId) {}
    }
}
