// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.topics;

import io.kafkars.merge.PartitionId;
import io.kafkars.topics.TopicSelection.Selected;
import io.kafkars.validation.Problems;

import org.apache.kafka.common.Uuid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Turns topics, policies and replay end into the partitions to read and their offsets. It does so
 * once, in one snapshot: one {@code now}, and one request to Kafka for each kind of offset, end
 * offsets first.
 *
 * <p>Calls block until Kafka has answered, or its client gives up after {@code
 * default.api.timeout.ms}. For one thread at a time.
 */
public final class OffsetResolver {

    private static final Logger LOG = LoggerFactory.getLogger(OffsetResolver.class);

    private final List<SourceTopic> topics;
    private final ReplayEnd replayEnd;
    private final Optional<String> groupId;
    private final OffsetLookup lookup;
    private final Clock clock;
    private final ScanRange range;
    private final ExpiredStartPolicy onExpiredStart;

    /**
     * @param topics what to read
     * @param replayEnd where the replay ends
     * @param groupId the {@code group.id} of the consumer, if it has one
     * @param lookup how Kafka is asked; not closed here
     * @param clock gives the resolve time
     */
    public OffsetResolver(
            List<SourceTopic> topics,
            ReplayEnd replayEnd,
            Optional<String> groupId,
            OffsetLookup lookup,
            Clock clock) {
        this(topics, replayEnd, groupId, lookup, clock, ScanRange.ALL, ExpiredStartPolicy.EARLIEST);
    }

    /**
     * The same, for a part of the topics.
     *
     * @param range the part. All topics and partitions must still exist
     * @param onExpiredStart what happens if records since a start by time may have been deleted
     */
    public OffsetResolver(
            List<SourceTopic> topics,
            ReplayEnd replayEnd,
            Optional<String> groupId,
            OffsetLookup lookup,
            Clock clock,
            ScanRange range,
            ExpiredStartPolicy onExpiredStart) {
        this.topics = List.copyOf(topics);
        this.replayEnd = replayEnd;
        this.groupId = groupId;
        this.lookup = lookup;
        this.clock = clock;
        this.range = range;
        this.onExpiredStart = onExpiredStart;
    }

    /**
     * The bounds of all partitions, as they are now. To be called once in the life of a source,
     * which keeps the result in its state.
     *
     * @throws ResolveException listing every problem: topics and partitions that do not exist,
     *     missing permissions, offsets out of range, a group without offsets, no answer in time
     */
    public Resolution resolve() {
        var problems = new Problems();
        SourceTopics.check(topics, replayEnd, groupId, problems);
        var now = now();
        var selected = new TopicSelection(topics, lookup).selectAll(problems);
        requireReplayEndsRead(selected, problems);
        var within = selected.stream().filter(partition -> range.reads(partition.id())).toList();
        var resolved = bounds(within, replayEnd, range, now, problems);
        UnlikelyTimes.warnings(within, replayEnd, now).forEach(LOG::warn);
        return resolution(now, resolved, problems);
    }

    /**
     * Lists the partitions again, and resolves the bounds of new ones. These start at their
     * earliest offset, so that nothing written to them is missed. Topics and partitions that are
     * not listed are no problem: they may be listed again later.
     *
     * @param known all partitions found before; they are listed, and never resolved again
     * @param live whether the source is live. New partitions are then live at once; otherwise they
     *     are replayed up to the end that they have now
     * @throws ResolveException listing every problem
     */
    public Discovery resolveDiscovered(Set<PartitionId> known, boolean live) {
        var problems = new Problems();
        var now = now();
        var listed = new HashMap<PartitionId, Uuid>();
        var found = new ArrayList<Selected>();
        for (var partition : new TopicSelection(topics, lookup).selectExisting(problems)) {
            if (!range.reads(partition.id())) {
                continue;
            }
            listed.put(partition.id(), partition.topicId());
            if (!known.contains(partition.id())) {
                found.add(partition.startingAt(OffsetPolicy.earliest()));
            }
        }
        var added =
                live
                        ? liveAtEarliest(found, now, problems)
                        : bounds(found, ReplayEnd.latest(), ScanRange.ALL, now, problems);
        return new Discovery(listed, resolution(now, added, problems));
    }

    private List<ResolvedPartition> bounds(
            List<Selected> selected,
            ReplayEnd until,
            ScanRange part,
            Instant now,
            Problems problems) {
        if (selected.isEmpty()) {
            return List.of();
        }
        var known = KnownOffsets.read(selected, until, groupId, now, lookup, problems);
        var whole =
                new ReplayBounds(known, until, groupId, onExpiredStart)
                        .of(selected, now.toEpochMilli(), problems);
        var narrowed = new ScanNarrowing(part, lookup, now).apply(whole, problems);
        new OpenTransactions(known, until).warning(selected, narrowed).ifPresent(LOG::warn);
        return narrowed;
    }

    private List<ResolvedPartition> liveAtEarliest(
            List<Selected> selected, Instant now, Problems problems) {
        if (selected.isEmpty()) {
            return List.of();
        }
        var ids = selected.stream().map(Selected::id).toList();
        var earliest = lookup.earliestOffsets(ids, problems);
        return selected.stream()
                .filter(partition -> earliest.containsKey(partition.id()))
                .map(
                        partition -> {
                            long start = earliest.get(partition.id());
                            return partition.bounded(start, start, now.toEpochMilli());
                        })
                .toList();
    }

    private static Resolution resolution(
            Instant now, List<ResolvedPartition> partitions, Problems problems) {
        if (!problems.none()) {
            throw new ResolveException(problems);
        }
        return new Resolution(now.toEpochMilli(), partitions);
    }

    /** In whole milliseconds, so that the state has the same time as the policies used. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private void requireReplayEndsRead(List<Selected> selected, Problems problems) {
        if (replayEnd instanceof ReplayEnd.Offsets named) {
            var read = selected.stream().map(Selected::id).collect(Collectors.toSet());
            var unread = new PartitionNotes();
            named.offsets().keySet().stream()
                    .filter(id -> !read.contains(id))
                    .forEach(
                            id ->
                                    unread.add(
                                            id,
                                            "has a replay end, but is not among the partitions to"
                                                    + " read"));
            unread.reportTo(problems);
        }
    }
}
