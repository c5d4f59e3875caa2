// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.arrow;

import io.kafkars.arrow.ArrowMemory;
import io.kafkars.fixtures.OneByteAtATime;
import io.kafkars.flink.message.MessageSerializer;

import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputViewStreamWrapper;
import org.apache.flink.core.memory.DataOutputSerializer;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.HexFormat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ArrowBatchTest {

    private final ArrowBatchSerializer serializer = new ArrowBatchSerializer();

    /** Checkpoints contain these bytes. */
    @Test
    void theLayoutIsFixed() throws IOException {
        var out = new DataOutputSerializer(1);
        serializer.serialize(new ArrowBatch(new byte[] {7, 8}, 3, -1, 258, true), out);
        assertThat(HexFormat.of().formatHex(out.getCopyOfBuffer()))
                .isEqualTo(
                        "00000003"
                                + "ffffffffffffffff"
                                + "0000000000000102"
                                + "01"
                                + "000000020708");
    }

    @Test
    void aBatchIsReadAndCopiedWholeFromAStreamThatGivesOneByteAtATime() throws IOException {
        var batch = new ArrowBatch(new byte[] {7, 8, 9}, 3, 5, 258, true);
        var written = new DataOutputSerializer(1);
        serializer.serialize(batch, written);
        byte[] bytes = written.getCopyOfBuffer();

        var read = new DataInputViewStreamWrapper(new OneByteAtATime(bytes));
        assertThat(serializer.deserialize(read)).isEqualTo(batch);
        assertThat(read.read()).as("bytes left over").isEqualTo(-1);

        var copied = new DataOutputSerializer(1);
        serializer.copy(new DataInputViewStreamWrapper(new OneByteAtATime(bytes)), copied);
        assertThat(copied.getCopyOfBuffer()).isEqualTo(bytes);
    }

    @Test
    void bytesThatAreNotABatchAreRefused() {
        var in =
                new DataInputDeserializer(
                        new byte[] {
                            -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
                            0
                        });
        assertThatIOException()
                .isThrownBy(() -> serializer.deserialize(in))
                .withMessageContaining("found -16777216 and 0");
    }

    /** Checkpoints contain these bytes, too. */
    @Test
    void theSnapshotContainsTheVersionOfTheLayout() throws IOException {
        var out = new DataOutputSerializer(64);
        TypeSerializerSnapshot.writeVersionedSnapshot(out, serializer.snapshotConfiguration());
        var expected = new DataOutputSerializer(64);
        expected.writeUTF("io.kafkars.flink.arrow.ArrowBatchSerializerSnapshot");
        expected.writeInt(1);
        assertThat(out.getCopyOfBuffer()).isEqualTo(expected.getCopyOfBuffer());
        assertThat(snapshot(out.getCopyOfBuffer()).restoreSerializer()).isEqualTo(serializer);
    }

    @Test
    void stateOfALaterVersionIsRefused() throws IOException {
        var later = new DataOutputSerializer(64);
        later.writeUTF(ArrowBatchSerializerSnapshot.class.getName());
        later.writeInt(2);
        assertThatIOException()
                .isThrownBy(() -> snapshot(later.getCopyOfBuffer()))
                .withMessageContaining("State with Arrow batches has layout version 2");
    }

    @Test
    void stateOfMessagesIsNotStateOfBatches() {
        @SuppressWarnings({"unchecked", "rawtypes"})
        TypeSerializerSnapshot<ArrowBatch> messages =
                (TypeSerializerSnapshot) new MessageSerializer().snapshotConfiguration();
        assertThat(
                        serializer
                                .snapshotConfiguration()
                                .resolveSchemaCompatibility(messages)
                                .isIncompatible())
                .isTrue();
    }

    private static TypeSerializerSnapshot<ArrowBatch> snapshot(byte[] bytes) throws IOException {
        return TypeSerializerSnapshot.readVersionedSnapshot(
                new DataInputDeserializer(bytes), ArrowBatchTest.class.getClassLoader());
    }

    @Test
    void bytesThatAreNotAnArrowStreamAreRefusedWithoutALeak() {
        try (var allocator = ArrowMemory.newAllocator("test", 1 << 20)) {
            assertThatIOException()
                    .isThrownBy(
                            () -> new ArrowBatch(new byte[0], 0, -1, -1, false).open(allocator));
        }
    }

    @Test
    void rowsAreNeverNegative() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ArrowBatch(new byte[0], -1, -1, -1, false))
                .withMessageContaining("-1");
    }
}
