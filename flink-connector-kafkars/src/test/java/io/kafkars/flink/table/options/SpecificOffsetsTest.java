// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table.options;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Map;
import java.util.Optional;

import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_STARTUP_SPECIFIC_OFFSETS;
import static org.assertj.core.api.Assertions.assertThat;

/** Offsets by partition, as text. */
class SpecificOffsetsTest {

    private GivenOptions given;

    private Optional<Map<Integer, String>> read(String text) {
        given = GivenOptions.of("scan.startup.specific-offsets", text);
        return SpecificOffsets.read(
                given.reader(), SCAN_STARTUP_SPECIFIC_OFFSETS, "earliest", "latest");
    }

    @Test
    void eachPartitionHasAnOffsetOrAWord() {
        assertThat(read("partition:0,offset:42;partition:3,offset:earliest"))
                .contains(Map.of(0, "42", 3, "earliest"));
        assertThat(read(" partition : 7 , offset : 9223372036854775807 "))
                .contains(Map.of(7, "9223372036854775807"));
    }

    @Test
    void anOptionThatIsNotGivenIsAbsentAndNoProblem() {
        given = GivenOptions.of();
        assertThat(SpecificOffsets.read(given.reader(), SCAN_STARTUP_SPECIFIC_OFFSETS)).isEmpty();
        assertThat(given.found()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0:42",
                "partition:0",
                "partition:x,offset:1",
                "partition:-1,offset:1",
                "partition:0,offset:-1",
                "partition:0,offset:first",
                "partition:0,offset:9223372036854775808"
            })
    void aMalformedEntryIsQuoted(String entry) {
        assertThat(read("partition:9,offset:1;" + entry)).isEmpty();
        assertThat(given.found())
                .singleElement()
                .asString()
                .startsWith(
                        "Option 'scan.startup.specific-offsets' must be like"
                                + " 'partition:0,offset:42;partition:1,offset:300'")
                .endsWith(
                        "with offsets of at least 0 or earliest or latest; found '" + entry + "'");
    }

    @Test
    void aPartitionHasOneOffsetAndAValidNumber() {
        assertThat(read("partition:0,offset:1;partition:0,offset:2")).isEmpty();
        assertThat(given.found()).singleElement().asString().endsWith("partition 0 more than once");

        assertThat(read("partition:3000000000,offset:1")).isEmpty();
        assertThat(given.found())
                .singleElement()
                .asString()
                .endsWith("names partition 3000000000, which is no valid number of a partition");
    }
}
