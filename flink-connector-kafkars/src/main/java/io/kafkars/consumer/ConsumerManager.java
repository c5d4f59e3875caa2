// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.consumer;

import io.kafkars.columns.ChunkBuilder;
import io.kafkars.columns.ContentForm;
import io.kafkars.fetch.ClientFetcher;
import io.kafkars.fetch.FetchMode;
import io.kafkars.fetch.Fetched;
import io.kafkars.fetch.LogFetcher;
import io.kafkars.fetch.LogFetchers;
import io.kafkars.fetch.RecordContent;
import io.kafkars.merge.Merge;
import io.kafkars.merge.MergeSettings;
import io.kafkars.merge.PartitionId;
import io.kafkars.merge.PartitionProgress;
import io.kafkars.merge.PartitionQueue;
import io.kafkars.merge.PartitionState;
import io.kafkars.merge.ReleasedBatch;
import io.kafkars.topics.OffsetResolver;
import io.kafkars.topics.ReplayEnd;
import io.kafkars.topics.Resolution;
import io.kafkars.topics.ResolveException;
import io.kafkars.topics.ResolvedPartition;
import io.kafkars.topics.SourceTopic;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * Replays topics in order with one Kafka consumer: polls it, holds what it fetches, pauses the
 * partitions that are ahead, and releases records in merge order. It is the engine of the Flink
 * source, and works without Flink:
 *
 * <pre>{@code
 * var config = Map.of("bootstrap.servers", "localhost:9092");
 * var topics = List.of(SourceTopic.earliest("events"), SourceTopic.earliest("metrics"));
 * var record = new RecordCursor();
 * try (var manager = ConsumerManager.create(config, topics, ReplayEnd.latest(), 10_000)) {
 *     while (!manager.isLive()) {
 *         record.open(manager.poll(Duration.ofSeconds(1)));
 *         while (record.next()) {
 *             System.out.println(record.topic() + " " + record.timestamp());
 *         }
 *     }
 * }
 * }</pre>
 *
 * <p>Each call polls the consumer, even while held records can be released, so that Kafka's client
 * sends its next fetches as early as possible. Not thread-safe, except for {@link #wakeup()}.
 */
public final class ConsumerManager implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ConsumerManager.class);

    /** Pending commits that take longer are abandoned; nothing depends on them. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(3);

    private final LogFetcher fetcher;
    private final LongSupplier clock;
    private final Merge merge;
    private final Assignment assignment;
    private final FetchPauses pauses;
    private final LostPositions lostPositions;
    private final RecordIntake intake;
    private final ConsumerPositions positions;

    /** {@code null} if silence alone makes a partition idle. */
    private SilentPartitions silence;

    private LongSupplier ceiling = () -> Long.MAX_VALUE;
    private boolean wokenUp;

    /**
     * Resolves the topics, and starts to read them.
     *
     * @param config properties of Kafka's consumer; {@code bootstrap.servers} is needed
     * @param topics what to read, and from where
     * @param replayEnd where the replay ends and the topics go live
     * @param batchSize maximum number of records that one {@link #poll} releases, at least 1
     * @throws IllegalArgumentException with everything that is wrong with the arguments
     * @throws ResolveException with everything that could not be resolved
     */
    public static ConsumerManager create(
            Map<String, String> config,
            List<SourceTopic> topics,
            ReplayEnd replayEnd,
            int batchSize) {
        MergeSettings settings = MergeSettings.DEFAULT.withBatchSize(batchSize).checked();
        ConsumerProperties properties = ConsumerProperties.of(config);
        Resolution resolution = resolve(properties, topics, replayEnd);
        int partitions = resolution.partitions().size();
        var manager =
                new ConsumerManager(
                        ClientCreation.create(
                                properties.forConsumer("0", partitions, settings, false),
                                given ->
                                        LogFetchers.open(given, RecordContent.ALL, FetchMode.AUTO)),
                        settings,
                        false,
                        ContentForm.COLUMNS,
                        LostPositionPolicy.FAIL,
                        System::currentTimeMillis);
        manager.checkSilentPartitions(new AdminEndOffsets(properties, "silence"));
        manager.add(resolution.partitions().stream().map(ResolvedPartition::progress).toList());
        return manager;
    }

    private static Resolution resolve(
            ConsumerProperties properties, List<SourceTopic> topics, ReplayEnd replayEnd) {
        try (var lookup = AdminOffsetLookup.open(properties, "resolver")) {
            var groupId = properties.groupId();
            return new OffsetResolver(topics, replayEnd, groupId, lookup, Clock.systemUTC())
                    .resolve();
        }
    }

    /**
     * @param consumer with nothing assigned, {@code auto.offset.reset=none} and auto-commit off;
     *     owned and closed by this object
     * @param stopAtReplayEnd whether partitions finish at their replay end
     * @param clock wall clock, epoch milliseconds
     */
    public ConsumerManager(
            Consumer<byte[], byte[]> consumer,
            MergeSettings settings,
            boolean stopAtReplayEnd,
            LongSupplier clock) {
        this(
                new ClientFetcher(consumer, RecordContent.ALL),
                settings,
                stopAtReplayEnd,
                ContentForm.COLUMNS,
                LostPositionPolicy.FAIL,
                clock);
    }

    /**
     * The same, with a choice of what is fetched and held, and how.
     *
     * @param fetcher with nothing assigned; owned and closed by this object
     * @param form how keys and values are held
     * @param onLostPosition what happens when the log does not have a position
     */
    public ConsumerManager(
            LogFetcher fetcher,
            MergeSettings settings,
            boolean stopAtReplayEnd,
            ContentForm form,
            LostPositionPolicy onLostPosition,
            LongSupplier clock) {
        this.fetcher = fetcher;
        this.clock = clock;
        this.merge = new Merge(settings, stopAtReplayEnd);
        this.assignment = new Assignment(fetcher);
        this.pauses = new FetchPauses(fetcher, assignment);
        this.lostPositions = new LostPositions(fetcher, assignment, pauses, merge, onLostPosition);
        this.intake = new RecordIntake(merge, stopAtReplayEnd, new ChunkBuilder(form));
        this.positions = new ConsumerPositions(fetcher, assignment, merge);
    }

    /** Starts to read these partitions too, each from its next offset. */
    public void add(List<PartitionProgress> partitions) {
        assignment.add(merge.add(partitions, clock.getAsLong()));
        pauses.apply(merge.takePauseChanges());
        warnOfUnlikelyTimestamps();
    }

    /**
     * Releases the next records in order, up to a batch.
     *
     * @param timeout how long to wait for something to release. The batch is {@linkplain
     *     ReleasedBatch#isEmpty() empty} if nothing was released and nothing else changed
     * @throws LostPositionException if the log no longer has the next offset of a partition, and
     *     the policy is to {@linkplain LostPositionPolicy#FAIL fail}
     * @throws DamagedLogException if what was fetched cannot be read as batches of records
     */
    public ReleasedBatch poll(Duration timeout) {
        long begin = clock.getAsLong();
        long deadline = begin + Math.min(timeout.toMillis(), Long.MAX_VALUE - begin);
        wokenUp = false;
        while (true) {
            merge.setCeiling(ceiling.getAsLong());
            if (!assignment.isEmpty()) {
                fetch(waitAtMost(clock.getAsLong(), deadline));
            }
            ReleasedBatch batch = merge.release(clock.getAsLong());
            if (!batch.finished().isEmpty()) {
                assignment.remove(batch.finished());
                pauses.forgetUnassigned();
            }
            pauses.apply(merge.takePauseChanges());
            boolean nothingToWaitFor = wokenUp || assignment.isEmpty();
            if (!batch.isEmpty() || nothingToWaitFor || clock.getAsLong() >= deadline) {
                return batch;
            }
        }
    }

    private Duration waitAtMost(long now, long deadline) {
        if (merge.canRelease(now) || merge.hasChanges()) {
            return Duration.ZERO;
        }
        long wait = Math.max(0, deadline - now);
        long liveWait = merge.liveWait(now);
        return Duration.ofMillis(liveWait > 0 ? Math.min(wait, liveWait) : wait);
    }

    private void fetch(Duration timeout) {
        try {
            pollConsumer(timeout);
        } catch (WakeupException e) {
            wokenUp = true;
        } catch (CorruptRecordException e) {
            // Retriable by its class, but each poll reports it again.
            throw explain(e);
        } catch (RetriableException e) {
            LOG.warn("Kafka reported a transient error; polling continues", e);
        } catch (KafkaException e) {
            throw explain(e);
        } catch (NoClassDefFoundError e) {
            throw MissingCodec.explain(e);
        }
    }

    private void pollConsumer(Duration timeout) {
        try {
            hold(fetcher.poll(timeout), !timeout.isZero());
            if (!merge.isLive()) {
                lostPositions.truncateUnreachableEnds(clock.getAsLong());
            } else if (silence != null) {
                silence.review(clock.getAsLong());
            }
        } catch (OffsetOutOfRangeException e) {
            lostPositions.recover(e, clock.getAsLong());
        }
    }

    private RuntimeException explain(KafkaException failure) {
        RuntimeException explained = MissingCodec.explain(failure);
        if (explained != failure) {
            return explained;
        }
        Optional<DamagedLogException> damaged =
                DamagedLogException.explain(failure, assignment.queues());
        return damaged.isPresent() ? damaged.get() : failure;
    }

    private void hold(Fetched fetched, boolean waited) {
        long now = clock.getAsLong();
        pauses.polled(fetched);
        for (TopicPartition partition : fetched.partitions()) {
            intake.take(queueOf(partition), fetched.records(partition), now);
        }
        positions.follow(fetched, waited, now);
        warnOfUnlikelyTimestamps();
    }

    private PartitionQueue queueOf(TopicPartition partition) {
        PartitionQueue queue = assignment.queue(partition);
        if (queue == null) {
            throw new IllegalStateException(
                    String.format(
                            "Kafka's consumer returned records of %s, which is not being read. An"
                                    + " interceptor must have put them there: let onConsume keep"
                                    + " records under their own topic and partition, or remove the"
                                    + " interceptor from 'interceptor.classes'",
                            partition));
        }
        return queue;
    }

    private void warnOfUnlikelyTimestamps() {
        merge.takeUnlikelyTimestamps()
                .forEach(timestamp -> LOG.warn(TimestampWarning.of(timestamp)));
    }

    // Control

    /**
     * Pauses and resumes fetching for the caller, independently of backpressure: a partition is
     * fetched while neither wants it paused. The others still wait for a paused partition.
     * Partitions that are not being read are ignored.
     */
    public void pauseOrResume(Collection<PartitionId> pause, Collection<PartitionId> resume) {
        pauses.pauseOrResume(pause, resume);
    }

    /**
     * Limits what is released while the topics are replayed: records with a merge key above the
     * ceiling are held back until it has risen. Records of a live reader are not.
     *
     * @param largestKey the largest merge key that may be released, {@link Long#MAX_VALUE} for no
     *     limit; asked in each {@link #poll}, which has to be {@linkplain #wakeup woken up} when it
     *     has changed
     */
    public void limitRelease(LongSupplier largestKey) {
        ceiling = largestKey;
    }

    /**
     * Lets silent partitions count as idle only after Kafka has said that they are read to their
     * ends; those of which it does not say so {@linkplain PartitionState#isUnreadable hold the
     * watermark}. To be called once, before the first {@link #poll}.
     *
     * @param endOffsets closed by {@link #close}
     */
    public void checkSilentPartitions(EndOffsets endOffsets) {
        silence = new SilentPartitions(endOffsets, fetcher, assignment, merge);
    }

    /** Lets a {@link #poll} that waits return at once. Any thread may call this. */
    public void wakeup() {
        fetcher.wakeup();
    }

    /** The fetcher, for commits and metrics; to be used on the thread that polls. */
    public LogFetcher fetcher() {
        return fetcher;
    }

    /** Whether there are partitions, and all of them are live. */
    public boolean isLive() {
        return !assignment.isEmpty() && merge.isLive();
    }

    /** Records that are fetched and not yet released. */
    public long heldRecords() {
        return merge.heldRecords();
    }

    /** Partitions that are paused because they are ahead of the others. */
    public int pausedPartitions() {
        return merge.pausedPartitions();
    }

    /**
     * The low-water-mark, epoch milliseconds: the smallest merge key that may still be released.
     * Absent once live, and while some partition that has records to replay has delivered none.
     */
    public OptionalLong primingWatermark() {
        long lowWaterMark = merge.lowWaterMark();
        boolean known = lowWaterMark != PartitionProgress.NO_KEY && lowWaterMark != Long.MAX_VALUE;
        return known && !merge.isLive() ? OptionalLong.of(lowWaterMark) : OptionalLong.empty();
    }

    /** One state for each partition, in the order of topic and partition. */
    public List<PartitionState> partitionStates() {
        return merge.partitionStates();
    }

    /** How far the replay has come. Costs O(partitions). */
    public ReplayStatus status() {
        Optional<PartitionQueue> slowest = merge.slowest();
        return new ReplayStatus(
                merge.partitions(),
                merge.partitions() - merge.primingPartitions(),
                merge.heldRecords(),
                merge.heldBytes(),
                merge.pausedPartitions(),
                merge.lowWaterMark(),
                assignment.replayRemaining(),
                assignment.pendingRecords(),
                merge.totals().releasedRecords(),
                merge.totals().disorderedRecords(),
                merge.totals().futureRecords(),
                lostPositions.counts(),
                slowest.map(PartitionQueue::id),
                slowest.map(PartitionQueue::replayRemaining).orElse(0L),
                merge.partitionStates());
    }

    /** Closes the consumer, within seconds even if no broker answers; held records are dropped. */
    @Override
    public void close() {
        if (silence != null) {
            silence.close();
        }
        fetcher.close(CLOSE_TIMEOUT);
    }
}
