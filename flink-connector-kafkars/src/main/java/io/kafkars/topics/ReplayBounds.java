// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.topics;

import io.kafkars.merge.PartitionId;
import io.kafkars.topics.OffsetPolicy.AtOffset;
import io.kafkars.topics.OffsetPolicy.Committed;
import io.kafkars.topics.OffsetPolicy.Earliest;
import io.kafkars.topics.OffsetPolicy.Fallback;
import io.kafkars.topics.TopicSelection.Selected;
import io.kafkars.validation.Problems;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Decides where the replay of each partition starts and ends, from what is known about its offsets.
 * If the start is at or beyond the end, the partition has no replay: the end is then the start, and
 * the partition is live at once.
 */
final class ReplayBounds {

    private static final Logger LOG = LoggerFactory.getLogger(ReplayBounds.class);

    private final KnownOffsets known;
    private final ReplayEnd replayEnd;
    private final String group;
    private final ExpiredStartPolicy onExpiredStart;
    private final PartitionNotes rejected = new PartitionNotes();
    private final PartitionNotes warnings = new PartitionNotes();
    private final PartitionNotes remarks = new PartitionNotes();

    ReplayBounds(
            KnownOffsets known,
            ReplayEnd replayEnd,
            Optional<String> groupId,
            ExpiredStartPolicy onExpiredStart) {
        this.known = known;
        this.replayEnd = replayEnd;
        this.onExpiredStart = onExpiredStart;
        this.group = "consumer group '" + groupId.orElse("") + "'";
    }

    /** The partitions with their bounds; a partition for which there are none is a problem. */
    List<ResolvedPartition> of(List<Selected> selected, long resolveTime, Problems problems) {
        var resolved = new ArrayList<ResolvedPartition>();
        for (var partition : selected) {
            var id = partition.id();
            var start = start(id, partition.policy());
            if (start.isEmpty()) {
                continue;
            }
            var end = end(id, start.getAsLong());
            if (end.isEmpty()) {
                continue;
            }
            var from = start.getAsLong();
            resolved.add(partition.bounded(from, Math.max(from, end.getAsLong()), resolveTime));
        }
        rejected.reportTo(problems);
        warnings.lines().forEach(LOG::warn);
        remarks.lines().forEach(LOG::info);
        return resolved;
    }

    private OptionalLong start(PartitionId id, OffsetPolicy policy) {
        var end = known.ends().get(id);
        if (end == null) {
            return OptionalLong.empty();
        }
        if (policy instanceof OffsetPolicy.Latest) {
            return OptionalLong.of(end);
        }
        if (policy instanceof Earliest) {
            return earliest(id);
        }
        if (policy instanceof AtOffset at) {
            return atOffset(id, at.offset(), end);
        }
        if (policy instanceof Committed committed) {
            return committed(id, committed.fallback(), end);
        }
        return atTime(id, end);
    }

    private OptionalLong earliest(PartitionId id) {
        var earliest = known.earliest().get(id);
        return earliest == null ? OptionalLong.empty() : OptionalLong.of(earliest);
    }

    private OptionalLong atOffset(PartitionId id, long offset, long end) {
        var earliest = earliest(id);
        if (earliest.isPresent() && (offset < earliest.getAsLong() || offset > end)) {
            rejected.add(
                    id,
                    String.format(
                            "cannot start at offset %d: must be from %d, the earliest offset, to"
                                    + " %d, the end%s",
                            offset,
                            earliest.getAsLong(),
                            end,
                            known.hasOpenTransaction(id) ? " (a transaction is open there)" : ""));
            return OptionalLong.empty();
        }
        return earliest.isPresent() ? OptionalLong.of(offset) : OptionalLong.empty();
    }

    private OptionalLong committed(PartitionId id, Fallback fallback, long end) {
        var committed = known.committed().get(id);
        var earliest = earliest(id);
        if (committed == null || earliest.isEmpty()) {
            return OptionalLong.empty();
        }
        if (committed.isEmpty()) {
            return fallBack(id, fallback, end, remarks, group + " has committed no offset");
        }
        var offset = committed.getAsLong();
        if (offset < earliest.getAsLong()) {
            var gone =
                    String.format(
                            "%s has committed offset %d, but the log begins at %d: %d offsets are"
                                    + " gone",
                            group, offset, earliest.getAsLong(), earliest.getAsLong() - offset);
            return fallBack(id, fallback, end, warnings, gone);
        }
        if (offset > end) {
            // Another consumer of the group has progressed meanwhile, or the log was truncated. The
            // first fetch will show which: it fails if the offset does not exist.
            warnings.add(
                    id,
                    String.format(
                            "%s has committed offset %d, beyond the end %d; starting there, live",
                            group, offset, end));
        }
        return committed;
    }

    private OptionalLong fallBack(
            PartitionId id, Fallback fallback, long end, PartitionNotes notes, String reason) {
        if (fallback == Fallback.FAIL) {
            rejected.add(
                    id,
                    reason
                            + "; commit an offset that the log has, or let the topic fall back to"
                            + " EARLIEST or LATEST");
            return OptionalLong.empty();
        }
        notes.add(id, reason + "; starting at " + fallback);
        return fallback == Fallback.EARLIEST ? earliest(id) : OptionalLong.of(end);
    }

    private OptionalLong atTime(PartitionId id, long end) {
        var offset = known.startTimes().get(id);
        var earliest = earliest(id);
        if (offset == null || earliest.isEmpty()) {
            return OptionalLong.empty();
        }
        if (offset.isEmpty()) {
            remarks.add(id, "no record at or after the start time, live at once");
            return OptionalLong.of(end);
        }
        long logStart = earliest.getAsLong();
        if (logStart > 0 && offset.getAsLong() <= logStart) {
            var gone =
                    String.format(
                            "the log begins at offset %d, and nothing left in it is older than the"
                                    + " start time; records since that time may have been deleted",
                            logStart);
            if (onExpiredStart == ExpiredStartPolicy.FAIL) {
                rejected.add(
                        id,
                        gone
                                + ": choose a later start, or set the option setOnExpiredStart (in"
                                + " SQL 'scan.on-expired-start') to EARLIEST to start there");
                return OptionalLong.empty();
            }
            warnings.add(id, gone + "; starting there");
        }
        return offset;
    }

    private OptionalLong end(PartitionId id, long start) {
        long end = known.ends().get(id);
        if (replayEnd instanceof ReplayEnd.Timestamp) {
            var offset = known.replayEndTimes().get(id);
            return offset == null
                    ? OptionalLong.empty()
                    : OptionalLong.of(Math.min(end, offset.orElse(end)));
        }
        if (replayEnd instanceof ReplayEnd.Committed) {
            return endAtCommitted(id, start, end);
        }
        if (replayEnd instanceof ReplayEnd.Offsets named && named.offsets().containsKey(id)) {
            return endAtOffset(id, named.offsets().get(id), start, end);
        }
        return OptionalLong.of(end);
    }

    private OptionalLong endAtCommitted(PartitionId id, long start, long end) {
        var committed = known.committed().get(id);
        if (committed == null) {
            return OptionalLong.empty();
        }
        if (committed.isEmpty() && start < end) {
            rejected.add(
                    id,
                    "cannot end the replay at the committed offset, "
                            + group
                            + " has committed none: commit one, or choose another replay end");
            return OptionalLong.empty();
        }
        return OptionalLong.of(Math.min(end, committed.orElse(end)));
    }

    private OptionalLong endAtOffset(PartitionId id, long offset, long start, long end) {
        if (offset > end) {
            rejected.add(
                    id,
                    String.format(
                            "replay end %d is beyond the end of the partition, %d: the replay would"
                                    + " wait for records %s",
                            offset,
                            end,
                            known.hasOpenTransaction(id)
                                    ? "whose transaction is open. Choose an earlier end, or start"
                                            + " when the transaction has ended"
                                    : "that have not been written"));
            return OptionalLong.empty();
        }
        if (offset < start) {
            rejected.add(
                    id,
                    String.format(
                            "replay end %d is below the start %d: it must be from there to %d, the"
                                    + " end of the partition",
                            offset, start, end));
            return OptionalLong.empty();
        }
        return OptionalLong.of(offset);
    }
}
