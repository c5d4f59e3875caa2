// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.message;

import io.kafkars.fixtures.OneByteAtATime;

import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataInputViewStreamWrapper;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.util.InstantiationUtil;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.EOFException;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Checkpoints contain these bytes: whoever changes them raises the snapshot's version. */
class MessageLayoutTest {

    @SuppressWarnings("unused") // by FieldSource
    static final List<Message> MESSAGES = Messages.ALL;

    private static final String GOLDEN_FULL =
            "01" // create time
                    + "0006"
                    + "6f7264657273" // orders
                    + "ac02" // partition 300
                    + "000000000000002a" // offset 42
                    + "0000018bcfe56800" // timestamp 1_700_000_000_000
                    + "06" // leader epoch 5
                    + "03"
                    + "6b31" // k1
                    + "04"
                    + "00ff07" // the value
                    + "03" // headers
                    + "06"
                    + "7472616365"
                    + "03"
                    + "0102" // trace
                    + "06"
                    + "656d707479"
                    + "01" // empty, with no bytes
                    + "05"
                    + "6e6f6e65"
                    + "00"; // none, with null

    private static final String GOLDEN_BARE =
            "00" // no timestamp
                    + "0001"
                    + "74" // t
                    + "00" // partition
                    + "0000000000000000" // offset
                    + "ffffffffffffffff" // timestamp
                    + "00" // leader epoch
                    + "00" // key
                    + "00" // value
                    + "00"; // headers

    private static final String GOLDEN_SNAPSHOT =
            "0032"
                    + HexFormat.of()
                            .formatHex(
                                    "io.kafkars.flink.message.MessageSerializerSnapshot".getBytes())
                    + "00000001";

    private final MessageSerializer serializer = new MessageSerializer();

    @Test
    void theBytesOfAFullMessage() throws IOException {
        assertThat(hex(Messages.FULL)).isEqualTo(GOLDEN_FULL);
        assertThat(serializer.deserialize(input(GOLDEN_FULL))).isEqualTo(Messages.FULL);
    }

    @Test
    void theBytesOfABareMessage() throws IOException {
        assertThat(hex(Messages.BARE)).isEqualTo(GOLDEN_BARE);
        assertThat(serializer.deserialize(input(GOLDEN_BARE))).isEqualTo(Messages.BARE);
    }

    @ParameterizedTest
    @FieldSource("MESSAGES")
    void aMessageIsReadWholeFromAStreamThatGivesOneByteAtATime(Message message) throws IOException {
        var in = new DataInputViewStreamWrapper(new OneByteAtATime(bytes(message)));

        assertThat(serializer.deserialize(in)).isEqualTo(message);
        assertThat(in.read()).as("bytes left over").isEqualTo(-1);
    }

    @ParameterizedTest
    @FieldSource("MESSAGES")
    void aCopyBetweenViewsHasTheSameBytes(Message message) throws IOException {
        var in = new DataInputViewStreamWrapper(new OneByteAtATime(bytes(message)));
        var out = new DataOutputSerializer(1);

        serializer.copy(in, out);

        assertThat(out.getCopyOfBuffer()).isEqualTo(bytes(message));
        assertThat(in.read()).as("bytes left over").isEqualTo(-1);
    }

    @Test
    void aMessageThatIsCutOffIsNeverRead() throws IOException {
        byte[] whole = bytes(Messages.FULL);
        for (int length = 0; length < whole.length; length++) {
            var in = new DataInputDeserializer(whole, 0, length);

            assertThatThrownBy(() -> serializer.deserialize(in))
                    .as("%d of %d bytes", length, whole.length)
                    .isInstanceOf(EOFException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"03", "ff"})
    void anUnknownTimestampTypeIsNamed(String code) {
        assertThatThrownBy(() -> serializer.deserialize(input(code + GOLDEN_BARE.substring(2))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("expected a timestamp type of 0, 1 or 2, found")
                .hasMessageContaining("damaged");
    }

    @Test
    void aNumberThatDoesNotEndIsRejected() {
        var partitionOfSixBytes = "00" + "000174" + "ffffffffffff";

        assertThatThrownBy(() -> serializer.deserialize(input(partitionOfSixBytes)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("at most 5 bytes");
    }

    @Test
    void messagesOfOneTopicShareItsName() throws IOException {
        var first = serializer.deserialize(input(GOLDEN_FULL));
        serializer.deserialize(input(GOLDEN_BARE));
        var second = serializer.deserialize(input(GOLDEN_FULL));

        assertThat(second.topic()).isSameAs(first.topic());
    }

    @Test
    void topicsWithNamesOfEqualLengthAreNotMixedUp() throws IOException {
        var other = GOLDEN_BARE.replace("000174", "000175");

        assertThat(serializer.deserialize(input(GOLDEN_BARE)).topic()).isEqualTo("t");
        assertThat(serializer.deserialize(input(other)).topic()).isEqualTo("u");
        assertThat(serializer.deserialize(input(GOLDEN_BARE)).topic()).isEqualTo("t");
    }

    @Test
    void aSerializerWorksAfterJavaSerialization() throws Exception {
        var travelled = InstantiationUtil.clone(serializer);

        assertThat(travelled.deserialize(input(GOLDEN_FULL))).isEqualTo(Messages.FULL);
    }

    @Test
    void theSnapshotContainsTheVersionOfTheLayout() throws IOException {
        var out = new DataOutputSerializer(64);

        TypeSerializerSnapshot.writeVersionedSnapshot(out, serializer.snapshotConfiguration());

        assertThat(HexFormat.of().formatHex(out.getCopyOfBuffer())).isEqualTo(GOLDEN_SNAPSHOT);
    }

    @Test
    void aRestoredSnapshotReadsWhatWasWrittenWithIt() throws IOException {
        TypeSerializerSnapshot<Message> restored = readSnapshot(GOLDEN_SNAPSHOT);
        TypeSerializer<Message> old = restored.restoreSerializer();

        assertThat(old.deserialize(input(GOLDEN_FULL))).isEqualTo(Messages.FULL);
        assertThat(
                        serializer
                                .snapshotConfiguration()
                                .resolveSchemaCompatibility(restored)
                                .isCompatibleAsIs())
                .isTrue();
    }

    @Test
    void stateOfAnotherTypeIsIncompatible() {
        @SuppressWarnings({"unchecked", "rawtypes"})
        TypeSerializerSnapshot<Message> strings =
                (TypeSerializerSnapshot) StringSerializer.INSTANCE.snapshotConfiguration();

        assertThat(
                        serializer
                                .snapshotConfiguration()
                                .resolveSchemaCompatibility(strings)
                                .isIncompatible())
                .isTrue();
    }

    @Test
    void anUnknownVersionIsRejectedWithWhatToDo() {
        var later = GOLDEN_SNAPSHOT.substring(0, GOLDEN_SNAPSHOT.length() - 2) + "02";

        assertThatThrownBy(() -> readSnapshot(later))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("layout version 2")
                .hasMessageContaining("knows only version 1")
                .hasMessageContaining("Restore with the connector version that wrote the state");
    }

    private static TypeSerializerSnapshot<Message> readSnapshot(String hex) throws IOException {
        return TypeSerializerSnapshot.readVersionedSnapshot(
                input(hex), MessageLayoutTest.class.getClassLoader());
    }

    private static DataInputView input(String hex) {
        return new DataInputDeserializer(HexFormat.of().parseHex(hex));
    }

    private String hex(Message message) throws IOException {
        return HexFormat.of().formatHex(bytes(message));
    }

    private byte[] bytes(Message message) throws IOException {
        var out = new DataOutputSerializer(64);
        serializer.serialize(message, out);
        return out.getCopyOfBuffer();
    }
}
