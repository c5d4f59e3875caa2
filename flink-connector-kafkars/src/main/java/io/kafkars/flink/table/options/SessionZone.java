// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table.options;

import org.apache.flink.annotation.Internal;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.api.config.TableConfigOptions;

import java.time.DateTimeException;
import java.time.ZoneId;

/** The time zone of a session. */
@Internal
public final class SessionZone {

    private SessionZone() {}

    /** The zone that the session names, by default that of the machine. */
    public static ZoneId of(ReadableConfig session) {
        String zone = session.get(TableConfigOptions.LOCAL_TIME_ZONE);
        try {
            return TableConfigOptions.LOCAL_TIME_ZONE.defaultValue().equals(zone)
                    ? ZoneId.systemDefault()
                    : ZoneId.of(zone);
        } catch (DateTimeException e) {
            return ZoneId.systemDefault();
        }
    }
}
