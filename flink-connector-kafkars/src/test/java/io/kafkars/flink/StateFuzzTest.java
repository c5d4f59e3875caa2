// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink;

import io.kafkars.fixtures.Fuzz;
import io.kafkars.flink.arrow.ArrowBatch;
import io.kafkars.flink.arrow.ArrowBatchSerializer;
import io.kafkars.flink.enumerator.EnumeratorState;
import io.kafkars.flink.enumerator.EnumeratorStateSerializer;
import io.kafkars.flink.message.MessageSerializer;
import io.kafkars.flink.message.Messages;
import io.kafkars.flink.split.KafkarsSplit;
import io.kafkars.flink.split.KafkarsSplitSerializer;
import io.kafkars.merge.PartitionId;
import io.kafkars.merge.PartitionProgress;

import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Reading damaged state gives a value or an {@link IOException}, and allocates at most {@link
 * #MAX_MEMORY} bytes, whatever lengths the state claims to have.
 */
@Timeout(600)
class StateFuzzTest {

    private static final long SEED = 20_261_121;
    private static final int TRIES = Fuzz.tries(100_000);
    private static final long MAX_MEMORY = 2 << 20;

    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    @FunctionalInterface
    private interface Reading {
        Object of(byte[] bytes) throws IOException;
    }

    @Test
    void damagedSplits() throws IOException {
        var serializer = new KafkarsSplitSerializer();
        fuzz(
                bytes -> serializer.deserialize(serializer.getVersion(), bytes),
                all(serializer, splits()));
    }

    @Test
    void damagedStatesOfTheEnumerator() throws IOException {
        var serializer = new EnumeratorStateSerializer();
        var states =
                List.of(
                        EnumeratorState.NOTHING_KNOWN,
                        new EnumeratorState(
                                OptionalLong.of(1_700_000_000_000L),
                                splits(),
                                Set.of(splits().get(1).partition()),
                                true,
                                false));
        fuzz(
                bytes -> serializer.deserialize(serializer.getVersion(), bytes),
                all(serializer, states));
    }

    @Test
    void damagedMessages() throws IOException {
        var small =
                Messages.ALL.stream()
                        .filter(m -> m.value() == null || m.value().length < 1_000)
                        .toList();
        var serializer = new MessageSerializer();
        fuzz(bytes -> read(serializer, bytes), all(serializer, small));
    }

    @Test
    void damagedArrowBatches() throws IOException {
        var batches =
                List.of(
                        new ArrowBatch(new byte[0], 0, -1, -1, false),
                        new ArrowBatch(new byte[] {1, 0, -1}, 3, 0, 5, true));
        var serializer = new ArrowBatchSerializer();
        fuzz(bytes -> read(serializer, bytes), all(serializer, batches));
    }

    @Test
    void damagedSnapshotsOfSerializers() throws IOException {
        var messages = written(new MessageSerializer().snapshotConfiguration());
        var batches = written(new ArrowBatchSerializer().snapshotConfiguration());
        fuzz(StateFuzzTest::readSnapshot, new byte[][] {messages, batches});
    }

    /** Reads the valid bytes, and then damaged copies of them. */
    private static void fuzz(Reading reading, byte[][] valid) throws IOException {
        for (byte[] bytes : valid) {
            assertThat(reading.of(bytes)).as("valid bytes").isNotNull();
        }
        var fuzz = new Fuzz(SEED);
        int values = 0;
        for (int tried = 0; tried < TRIES; tried++) {
            byte[] bytes = fuzz.bytes(valid);
            long before = THREADS.getCurrentThreadAllocatedBytes();
            try {
                assertThat(reading.of(bytes)).isNotNull();
                values++;
            } catch (IOException documented) {
                // It says what is wrong.
            } catch (Throwable e) {
                throw new AssertionError("Input " + tried + ": " + hex(bytes), e);
            }
            if (THREADS.getCurrentThreadAllocatedBytes() - before > MAX_MEMORY) {
                throw new AssertionError("Input " + tried + " took too much memory: " + hex(bytes));
            }
        }
        System.out.printf("%d inputs, of which %d are values%n", TRIES, values);
        assertThat(values).as("both outcomes are met").isBetween(1, TRIES - 1);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    // Valid ones

    private static List<KafkarsSplit> splits() {
        return IntStream.range(0, 3)
                .mapToObj(
                        number ->
                                new KafkarsSplit(
                                        PartitionProgress.atStart(
                                                new PartitionId("events", number), 10, 30, 5),
                                        new Uuid(1, 2)))
                .toList();
    }

    private static <T> byte[][] all(SimpleVersionedSerializer<T> serializer, List<T> values)
            throws IOException {
        var all = new ArrayList<byte[]>();
        for (T value : values) {
            all.add(serializer.serialize(value));
        }
        return all.toArray(byte[][]::new);
    }

    private static <T> byte[][] all(TypeSerializer<T> serializer, List<T> values)
            throws IOException {
        var all = new ArrayList<byte[]>();
        for (T value : values) {
            var out = new DataOutputSerializer(64);
            serializer.serialize(value, out);
            all.add(out.getCopyOfBuffer());
        }
        return all.toArray(byte[][]::new);
    }

    private static <T> T read(TypeSerializer<T> serializer, byte[] bytes) throws IOException {
        return serializer.deserialize(new DataInputDeserializer(bytes));
    }

    private static byte[] written(TypeSerializerSnapshot<?> snapshot) throws IOException {
        var out = new DataOutputSerializer(64);
        TypeSerializerSnapshot.writeVersionedSnapshot(out, snapshot);
        return out.getCopyOfBuffer();
    }

    private static Object readSnapshot(byte[] bytes) throws IOException {
        return TypeSerializerSnapshot.readVersionedSnapshot(
                new DataInputDeserializer(bytes), StateFuzzTest.class.getClassLoader());
    }
}
