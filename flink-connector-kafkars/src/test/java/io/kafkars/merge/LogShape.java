// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.merge;

import io.kafkars.columns.Header;
import io.kafkars.columns.TimestampType;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a partition's log looks like, before the partition has an id. Made of small numbers, so that
 * it shrinks.
 *
 * @param start offset of the first slot, where the replay starts
 * @param livePercent how much of the log is after the replay end
 * @param age milliseconds from the first timestamp to the resolve time
 * @param timeUnit milliseconds of {@link Slot#elapsed()}
 * @param slots one for each offset
 */
record LogShape(long start, int livePercent, long age, long timeUnit, List<Slot> slots) {

    static final long RESOLVE_TIME = 1_700_000_000_000L;

    /** What a log has at an offset. */
    sealed interface Slot {}

    /** A transaction marker, or a record that was aborted or compacted. */
    record Hole() implements Slot {}

    /**
     * @param stamp its timestamp
     * @param elapsed how much later the next record's is if both are in order
     */
    record Entry(
            Stamp stamp, int elapsed, boolean logAppendTime, boolean epochKnown, Content content)
            implements Slot {}

    /** A timestamp, in order or in one of the ways in which real ones are odd. */
    enum Stamp {
        IN_ORDER,
        MISSING,
        NEGATIVE,
        MOST_NEGATIVE,
        ZERO,
        JUST_EARLIER,
        MUCH_EARLIER,
        LATEST_TRUSTED,
        FIRST_NOT_TRUSTED,
        SECOND_LARGEST,
        LARGEST;

        long at(long time, long latestTrusted) {
            return switch (this) {
                case IN_ORDER -> time;
                case MISSING -> -1;
                case NEGATIVE -> -5;
                case MOST_NEGATIVE -> Long.MIN_VALUE;
                case ZERO -> 0;
                case JUST_EARLIER -> time - 1;
                case MUCH_EARLIER -> time - 50_000;
                case LATEST_TRUSTED -> latestTrusted;
                case FIRST_NOT_TRUSTED -> latestTrusted + 1;
                case SECOND_LARGEST -> Long.MAX_VALUE - 1;
                case LARGEST -> Long.MAX_VALUE;
            };
        }
    }

    /** Sizes of key and value, negative for null, and the number of headers. */
    record Content(int keySize, int valueSize, int headers) {

        static final Content NONE = new Content(-1, -1, 0);
    }

    /** The log of that partition. The bytes of each record depend on its partition and offset. */
    PartitionLog toLog(PartitionId id, MergeSettings settings) {
        long latestTrusted = RESOLVE_TIME + settings.futureTolerance().toMillis();
        long time = RESOLVE_TIME - age;
        var records = new ArrayList<LogRecord>();
        for (int i = 0; i < slots.size(); i++) {
            if (slots.get(i) instanceof Entry entry) {
                long timestamp = entry.stamp.at(time, latestTrusted);
                records.add(record(start + i, timestamp, entry, id.hashCode() + i));
                time += entry.elapsed * timeUnit;
            }
        }
        int replayed = slots.size() - slots.size() * livePercent / 100;
        var progress = PartitionProgress.atStart(id, start, start + replayed, RESOLVE_TIME);
        return new PartitionLog(progress, List.copyOf(records), start + slots.size());
    }

    private static LogRecord record(long offset, long timestamp, Entry entry, int seed) {
        Content content = entry.content;
        List<Header> headers =
                IntStream.range(0, content.headers)
                        .mapToObj(i -> new Header(i % 2 == 0 ? "k\u00e9y" : "", bytes(i - 1, seed)))
                        .toList();
        return new LogRecord(
                offset,
                timestamp,
                entry.logAppendTime ? TimestampType.LOG_APPEND_TIME : TimestampType.CREATE_TIME,
                entry.epochKnown ? 3 : RecordView.NO_LEADER_EPOCH,
                bytes(content.keySize, 7 * seed),
                bytes(content.valueSize, 11 * seed),
                headers);
    }

    private static byte[] bytes(int size, int seed) {
        if (size < 0) {
            return null;
        }
        var bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (seed + 31 * i);
        }
        return bytes;
    }
}
