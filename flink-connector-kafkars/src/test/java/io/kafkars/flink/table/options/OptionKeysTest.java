// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table.options;

import io.kafkars.flink.table.KafkarsTableFactory;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Which keys a table may have. */
class OptionKeysTest {

    private GivenOptions given;

    private void check(String... options) {
        given = GivenOptions.of(options);
        new OptionKeys(new KafkarsTableFactory(), given.asMap())
                .withFormat(KafkarsOptions.VALUE_FORMAT, getClass().getClassLoader())
                .check(given.problems());
    }

    @Test
    void theKeysOfTheFactoryAndOfFlinkAreKnown() {
        check(
                "connector", "kafkars",
                "property-version", "1",
                "scan.watermark.idle-timeout", "1 s",
                "topic", "events",
                "scan.batch-size", "1");
        assertThat(given.found()).isEmpty();
    }

    @Test
    void anUnknownKeyIsAProblemWithTheOneThatWasMeant() {
        check("scan.batch-sise", "1", "colour", "blue");
        assertThat(given.found())
                .containsExactly(
                        "Option 'colour' is unknown",
                        "Option 'scan.batch-sise' is unknown; did you mean 'scan.batch-size'?");
    }

    @Test
    void propertiesAndOptionsOfTopicsAreCheckedElsewhere() {
        check("properties.x", "1", "scan.startup.topic.x", "1");
        assertThat(given.found()).isEmpty();
    }

    @Test
    void theOptionsOfAFormatAreKnownByItsPrefix() {
        check("value.format", "json", "value.json.ignore-parse-errors", "true");
        assertThat(given.found()).isEmpty();
        check("value.format", "json", "value.json.ignore-parse-error", "true");
        assertThat(given.found())
                .containsExactly(
                        "Option 'value.json.ignore-parse-error' is unknown; did you mean"
                                + " 'value.json.ignore-parse-errors'?");
    }

    @Test
    void theOptionsOfAnUnknownFormatAreNotReported() {
        check("value.format", "jsn", "value.jsn.x", "true");
        assertThat(given.found()).isEmpty();
    }
}
