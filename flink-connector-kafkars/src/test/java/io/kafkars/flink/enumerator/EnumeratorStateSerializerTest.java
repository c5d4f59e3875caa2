// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.enumerator;

import io.kafkars.flink.split.KafkarsSplit;
import io.kafkars.merge.PartitionProgress;

import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

import static io.kafkars.flink.enumerator.Splits.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EnumeratorStateSerializerTest {

    private static final EnumeratorState STATE =
            new EnumeratorState(
                    OptionalLong.of(1_700_000_000_000L),
                    List.of(split(0, 10, 30), split(1, 0, 0)),
                    Set.of(id("t", 1)),
                    true,
                    false);

    /** What version 1 looks like in checkpoints that exist. Must never change. */
    private static final byte[] VERSION_1 =
            HexFormat.of()
                    .parseHex(
                            "01" // initial discovery done
                                    + "00" // live
                                    + "01" // resolve time known
                                    + "0000018bcfe56800" // resolve time
                                    + "00000001" // version of the splits
                                    + "00000002" // number of splits
                                    + "00" // t-0 is assigned
                                    + "00000043" // its length
                                    + "000174"
                                    + "00000000"
                                    + "000000000000000a"
                                    + "000000000000001e"
                                    + "0000000000000005"
                                    + "000000000000000a"
                                    + "8000000000000000"
                                    + "00000000000000010000000000000002"
                                    + "ffffffff" // no leader epoch
                                    + "01" // t-1 is unassigned
                                    + "00000043"
                                    + "000174"
                                    + "00000001"
                                    + "0000000000000000"
                                    + "0000000000000000"
                                    + "0000000000000005"
                                    + "0000000000000000"
                                    + "8000000000000000"
                                    + "00000000000000010000000000000002"
                                    + "ffffffff");

    private static final String UNKNOWN_TOLERANCE = "ffffffffffffffff";

    private final EnumeratorStateSerializer serializer = new EnumeratorStateSerializer();

    @Test
    void writesVersion1() throws IOException {
        assertThat(serializer.getVersion()).isEqualTo(1);
        assertThat(HexFormat.of().formatHex(serializer.serialize(STATE)))
                .as("the same, with splits of version 2")
                .isEqualTo(
                        HexFormat.of()
                                .formatHex(VERSION_1)
                                .replace("0000000100000002", "0000000200000002")
                                .replace("00000043", "0000004b")
                                .replace("ffffffff", "ffffffff" + UNKNOWN_TOLERANCE));
    }

    @Test
    void readsVersion1WithSplitsOfVersion1() throws IOException {
        assertThat(serializer.deserialize(1, VERSION_1)).isEqualTo(STATE);
    }

    @Test
    void theStateBeforeTheDiscoveryIsReadBack() throws IOException {
        assertThat(serializer.deserialize(1, serializer.serialize(EnumeratorState.NOTHING_KNOWN)))
                .isEqualTo(EnumeratorState.NOTHING_KNOWN);
    }

    @Test
    void aLiveSourceStaysLive() throws IOException {
        var live = new EnumeratorState(OptionalLong.of(0), STATE.splits(), Set.of(), true, true);

        assertThat(serializer.deserialize(1, serializer.serialize(live))).isEqualTo(live);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 2, 77})
    void anUnknownVersionNamesWhatWasFoundAndWhatCanBeRead(int version) {
        assertThatThrownBy(() -> serializer.deserialize(version, VERSION_1))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(
                        "split enumerator", "version " + version, "reads version 1", "newer");
    }

    @Test
    void splitsOfAnUnknownVersionAreRejected() {
        byte[] newer = VERSION_1.clone();
        newer[14] = 9;

        assertThatThrownBy(() -> serializer.deserialize(1, newer))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("state of a split", "version 9");
    }

    @Test
    void everyTruncationIsRejected() {
        for (int length = 0; length < VERSION_1.length; length++) {
            byte[] cut = Arrays.copyOf(VERSION_1, length);
            assertThatThrownBy(() -> serializer.deserialize(1, cut))
                    .as("first %d bytes", length)
                    .isInstanceOf(IOException.class)
                    .hasMessageContainingAll("split enumerator", "end in the middle of '");
        }
    }

    @Test
    void aTruncationNamesTheSplitThatIsCut() {
        assertThatThrownBy(() -> serializer.deserialize(1, Arrays.copyOf(VERSION_1, 120)))
                .hasMessageContaining("split 2 of 2");
    }

    @Test
    void bytesAfterTheEndAreRejected() {
        byte[] longer = Arrays.copyOf(VERSION_1, VERSION_1.length + 3);

        assertThatThrownBy(() -> serializer.deserialize(1, longer))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("3 of " + longer.length + " bytes are left");
    }

    @Test
    void aHugeNumberOfSplitsAsksForNoMemory() {
        byte[] broken = VERSION_1.clone();
        broken[15] = 0x7f;

        assertThatThrownBy(() -> serializer.deserialize(1, broken))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("end in the middle of 'unassigned, split 3 of 2130706434'");
    }

    @Test
    void aNegativeNumberOfSplitsIsRejected() {
        byte[] broken = VERSION_1.clone();
        broken[15] = -1;

        assertThatThrownBy(() -> serializer.deserialize(1, broken))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("'number of splits' must be at least 0");
    }

    @Test
    void aSplitThatIsThereTwiceIsRejected() {
        byte[] broken = VERSION_1.clone();
        broken[VERSION_1.length - 61] = 0; // the second split's partition

        assertThatThrownBy(() -> serializer.deserialize(1, broken))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("t-0 is there twice");
    }

    @Test
    void aFlagThatIsNeither0Nor1IsRejected() {
        byte[] broken = VERSION_1.clone();
        broken[1] = 2;

        assertThatThrownBy(() -> serializer.deserialize(1, broken))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("'live' must be 0 or 1, is 2");
    }

    private static KafkarsSplit split(int partition, long start, long end) {
        return new KafkarsSplit(
                PartitionProgress.atStart(id("t", partition), start, end, 5), new Uuid(1, 2));
    }
}
