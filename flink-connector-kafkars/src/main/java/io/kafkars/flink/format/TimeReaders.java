// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.format;

import org.apache.flink.annotation.Internal;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.LogicalType;

import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DateMilliVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;

/**
 * Makes readers of dates, times of day and timestamps, in any of Arrow's units. Flink's times of
 * day are in milliseconds, so finer ones are truncated.
 */
@Internal
final class TimeReaders {

    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long MILLIS_PER_DAY = 86_400_000;

    private TimeReaders() {}

    /** {@code null} if the type cannot hold the values of the vector. */
    static ValueReader of(FieldVector vector, LogicalType type) {
        return switch (type.getTypeRoot()) {
            case DATE -> date(vector);
            case TIME_WITHOUT_TIME_ZONE -> time(vector);
            default -> timestamp(vector);
        };
    }

    private static ValueReader date(FieldVector vector) {
        if (vector instanceof DateDayVector days) {
            return days::get;
        }
        if (vector instanceof DateMilliVector millis) {
            return index -> (int) Math.floorDiv(millis.get(index), MILLIS_PER_DAY);
        }
        return null;
    }

    private static ValueReader time(FieldVector vector) {
        if (!(vector.getField().getType() instanceof ArrowType.Time arrow)) {
            return null;
        }
        long perSecond = perSecond(arrow.getUnit());
        var values = (BaseFixedWidthVector) vector;
        return index -> {
            long value =
                    arrow.getBitWidth() == Integer.SIZE
                            ? values.getDataBuffer().getInt((long) index * Integer.BYTES)
                            : values.getDataBuffer().getLong((long) index * Long.BYTES);
            return (int) (perSecond >= 1_000 ? value / (perSecond / 1_000) : value * 1_000);
        };
    }

    private static ValueReader timestamp(FieldVector vector) {
        if (!(vector.getField().getType() instanceof ArrowType.Timestamp arrow)) {
            return null;
        }
        long perSecond = perSecond(arrow.getUnit());
        var values = (TimeStampVector) vector;
        return index -> {
            long value = values.get(index);
            long seconds = Math.floorDiv(value, perSecond);
            long nanos = Math.floorMod(value, perSecond) * (1_000_000_000 / perSecond);
            return TimestampData.fromEpochMillis(
                    seconds * 1_000 + nanos / NANOS_PER_MILLI, (int) (nanos % NANOS_PER_MILLI));
        };
    }

    private static long perSecond(TimeUnit unit) {
        return switch (unit) {
            case SECOND -> 1;
            case MILLISECOND -> 1_000;
            case MICROSECOND -> 1_000_000;
            case NANOSECOND -> 1_000_000_000;
        };
    }
}
