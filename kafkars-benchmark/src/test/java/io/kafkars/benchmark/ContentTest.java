// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.util.ArrayList;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

class ContentTest {

    private static final int SIZE = Workload.of(16, 1).valueBytes();

    @ParameterizedTest
    @EnumSource
    void valuesOfEitherContentHaveTheSameSize(Content content) {
        for (long record : new long[] {0, 1, 99, 100, 12_345_678}) {
            assertThat(content.value(record, SIZE)).as("record %d", record).hasSize(SIZE);
        }
    }

    @Test
    void jsonHasTheColumnsOfTheTable() throws IOException {
        JsonNode object = new ObjectMapper().readTree(Content.JSON.value(5, SIZE));

        var names = new ArrayList<String>();
        object.fieldNames().forEachRemaining(names::add);
        assertThat(names)
                .isEqualTo(
                        Pattern.compile("(?<=`)\\w+(?=` )")
                                .matcher(SqlReader.JSON_COLUMNS)
                                .results()
                                .map(MatchResult::group)
                                .toList());
        assertThat(object.path("number").asLong()).isEqualTo(1_000_000_005);
        assertThat(object.path("reading").asDouble()).isEqualTo(105.25);
    }
}
