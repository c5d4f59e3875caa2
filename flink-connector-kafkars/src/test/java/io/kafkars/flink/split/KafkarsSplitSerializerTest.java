// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.split;

import io.kafkars.merge.PartitionId;
import io.kafkars.merge.PartitionProgress;

import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class KafkarsSplitSerializerTest {

    private static final KafkarsSplit SPLIT = split(3_600_000);

    /** What version 1 looks like in checkpoints that exist. Must never change. */
    private static final byte[] VERSION_1 =
            HexFormat.of()
                    .parseHex(
                            "0006"
                                    + "6576656e7473" // "events"
                                    + "00000003" // partition
                                    + "000000000000000a" // replay start
                                    + "000000000000001e" // replay end
                                    + "0000018bcfe56800" // resolve time
                                    + "0000000000000014" // next offset
                                    + "ffffffffffffffff" // merge key
                                    + "0102030405060708090a0b0c0d0e0f10" // topic id
                                    + "00000007"); // leader epoch

    /** What version 2 looks like in checkpoints that exist. Must never change. */
    private static final byte[] VERSION_2 =
            HexFormat.of()
                    .parseHex(
                            HexFormat.of().formatHex(VERSION_1) + "000000000036ee80"); // tolerance

    private final KafkarsSplitSerializer serializer = new KafkarsSplitSerializer();

    @Test
    void writesVersion2() throws IOException {
        assertThat(serializer.getVersion()).isEqualTo(2);
        assertThat(serializer.serialize(SPLIT)).isEqualTo(VERSION_2);
    }

    @Test
    void readsVersion2() throws IOException {
        assertThat(serializer.deserialize(2, VERSION_2)).isEqualTo(SPLIT);
    }

    @Test
    void version1KnowsNoTolerance() throws IOException {
        assertThat(serializer.deserialize(1, VERSION_1))
                .isEqualTo(split(PartitionProgress.UNKNOWN_TOLERANCE));
    }

    @Test
    void aSplitWithoutReleasedRecordsIsReadBack() throws IOException {
        var fresh =
                new KafkarsSplit(
                        PartitionProgress.atStart(
                                new PartitionId("ma\u00dfe.\u4e16", 0), 0, Long.MAX_VALUE, -1),
                        Uuid.ZERO_UUID);

        assertThat(serializer.deserialize(2, serializer.serialize(fresh))).isEqualTo(fresh);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 3, 77})
    void anUnknownVersionNamesWhatWasFoundAndWhatCanBeRead(int version) {
        assertThatThrownBy(() -> serializer.deserialize(version, VERSION_1))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(
                        "version " + version, "reads versions 1 and 2", "a newer kafkars");
    }

    @Test
    void everyTruncationNamesTheFieldThatIsCut() {
        for (int length = 0; length < VERSION_2.length; length++) {
            byte[] cut = Arrays.copyOf(VERSION_2, length);
            assertThatThrownBy(() -> serializer.deserialize(2, cut))
                    .as("first %d bytes", length)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("end in the middle of '%s'", fieldAt(length));
        }
    }

    @Test
    void bytesAfterTheEndAreRejected() {
        assertThatThrownBy(() -> serializer.deserialize(2, Arrays.copyOf(VERSION_2, 82)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("2 of 82 bytes are left after its end");
    }

    @Test
    void aTopicThatIsNoTextIsRejected() {
        byte[] broken = VERSION_1.clone();
        broken[2] = (byte) 0xff;

        assertThatThrownBy(() -> serializer.deserialize(1, broken))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("'topic' is not a text");
    }

    @Test
    void boundsThatCannotBeAreRejected() {
        byte[] broken = VERSION_1.clone();
        broken[27] = 5; // replay end, which is then before the start

        assertThatThrownBy(() -> serializer.deserialize(1, broken))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("events-3", "start 10, end 5", "damaged");
    }

    private static KafkarsSplit split(long futureTolerance) {
        return new KafkarsSplit(
                new PartitionProgress(
                        new PartitionId("events", 3),
                        10,
                        30,
                        1_700_000_000_000L,
                        20,
                        -1,
                        7,
                        futureTolerance),
                new Uuid(0x0102030405060708L, 0x090a0b0c0d0e0f10L));
    }

    private static String fieldAt(int offset) {
        int[] starts = {0, 8, 12, 20, 28, 36, 44, 52, 68, 72};
        String[] fields = {
            "topic",
            "partition",
            "replay start",
            "replay end",
            "resolve time",
            "next offset",
            "merge key",
            "topic id",
            "leader epoch",
            "tolerance for timestamps ahead"
        };
        int at = Arrays.binarySearch(starts, offset);
        return fields[at >= 0 ? at : -at - 2];
    }
}
