// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.examples;

import io.kafkars.flink.deserializer.DeserializationException;
import io.kafkars.testing.ScriptedLog;

import org.junit.jupiter.api.Test;

import static io.kafkars.testing.Records.at;
import static io.kafkars.testing.Records.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TemperatureSchemaTest {

    @Test
    void fahrenheitIsConvertedAndATombstoneGivesNothing() throws Exception {
        var log =
                ScriptedLog.of("temperatures")
                        .write(0, at("2024-01-01T00:00:00Z"), "21.5")
                        .write(0, at("2024-01-01T00:00:01Z"), "key", "212", header("unit", "F"))
                        .tombstone(0, at("2024-01-01T00:00:02Z"), "key");

        assertThat(log.deserialize(new TemperatureSchema())).containsExactly(21.5, 100.0);
    }

    @Test
    void aFailureNamesTheRecord() {
        var log = ScriptedLog.of("temperatures").write(0, at("2024-01-01T00:00:00Z"), "warm");

        assertThatThrownBy(() -> log.deserialize(new TemperatureSchema()))
                .isInstanceOf(DeserializationException.class)
                .hasMessageContaining("offset 0");
    }
}
