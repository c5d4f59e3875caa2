// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table.options;

import org.apache.flink.configuration.Configuration;

import org.junit.jupiter.api.Test;

import java.time.ZoneId;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class SessionZoneTest {

    private static ZoneId zone(String name) {
        return SessionZone.of(Configuration.fromMap(Map.of("table.local-time-zone", name)));
    }

    @Test
    void theZoneIsThatOfTheSession() {
        assertThat(zone("Asia/Tokyo")).isEqualTo(ZoneId.of("Asia/Tokyo"));
    }

    @Test
    void byDefaultTheZoneIsThatOfTheMachine() {
        assertThat(SessionZone.of(new Configuration())).isEqualTo(ZoneId.systemDefault());
        assertThat(zone("Nowhere/Land")).isEqualTo(ZoneId.systemDefault());
    }
}
