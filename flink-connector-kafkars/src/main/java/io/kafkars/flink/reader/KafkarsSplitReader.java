// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.reader;

import io.kafkars.consumer.ConsumerManager;
import io.kafkars.fetch.LogFetcher;
import io.kafkars.flink.drift.ReaderDrift;
import io.kafkars.flink.metrics.ReaderMetrics;
import io.kafkars.flink.split.KafkarsSplit;
import io.kafkars.merge.PartitionId;
import io.kafkars.merge.ReleasedBatch;
import io.kafkars.validation.Explanation;

import org.apache.flink.annotation.Internal;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitReader;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsAddition;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsChange;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Lets Flink drive the consumer manager: one manager for all splits of the reader, because they are
 * one merge. Fetcher thread only, except for {@link #wakeUp}.
 */
@Internal
final class KafkarsSplitReader implements SplitReader<Step, KafkarsSplit> {

    /** Limits how long idleness and progress go unchecked while Kafka has no records. */
    private static final Duration POLL_TIMEOUT = Duration.ofSeconds(1);

    /** The same for a replay with bounded drift, in which others may wait for the news. */
    private static final Duration POLL_TIMEOUT_WITH_DRIFT = Duration.ofMillis(100);

    private final ConsumerManager manager;
    private final KafkarsRecordEmitter<?> emission;
    private final ReaderStatus status;
    private final ReaderMetrics metrics;
    private final ReaderDrift drift;
    private final ConsumedBytes consumedBytes;

    KafkarsSplitReader(
            ConsumerManager manager,
            KafkarsRecordEmitter<?> emission,
            ReaderStatus status,
            ReaderMetrics metrics,
            ReaderDrift drift) {
        this.manager = manager;
        this.emission = emission;
        this.status = status;
        this.metrics = metrics;
        this.drift = drift;
        manager.limitRelease(drift::ceiling);
        drift.wakeWith(manager::wakeup);
        this.consumedBytes = new ConsumedBytes(manager.fetcher().metrics());
    }

    /** Returns within a second, then perhaps without a record. */
    @Override
    public RecordsWithSplitIds<Step> fetch() {
        ReleasedBatch batch = poll();
        status.update(manager, batch);
        metrics.bytesIn(consumedBytes.takeNew());
        return new ReleasedRecords(batch, emission);
    }

    private ReleasedBatch poll() {
        try {
            return manager.poll(pollTimeout());
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            if (e.getCause() == null) {
                throw e;
            }
            String message = "Kafka's client failed to fetch records: " + Explanation.reason(e);
            throw Explanation.of(new KafkaException(message), e);
        }
    }

    private Duration pollTimeout() {
        return drift.isLimited() && !manager.isLive() ? POLL_TIMEOUT_WITH_DRIFT : POLL_TIMEOUT;
    }

    @Override
    public void handleSplitsChanges(SplitsChange<KafkarsSplit> change) {
        if (!(change instanceof SplitsAddition)) {
            throw new UnsupportedOperationException(
                    "Splits of a kafkars source are only added, never changed by " + change);
        }
        manager.add(change.splits().stream().map(KafkarsSplit::progress).toList());
        status.refresh(manager);
    }

    @Override
    public void pauseOrResumeSplits(
            Collection<KafkarsSplit> splitsToPause, Collection<KafkarsSplit> splitsToResume) {
        manager.pauseOrResume(partitions(splitsToPause), partitions(splitsToResume));
    }

    private static List<PartitionId> partitions(Collection<KafkarsSplit> splits) {
        return splits.stream().map(KafkarsSplit::partition).toList();
    }

    /**
     * Commits while fetching continues. When nothing is fetched, no poll would send the commit and
     * call back, so this waits for the answer.
     */
    void commit(Map<TopicPartition, OffsetAndMetadata> offsets, OffsetCommitCallback callback) {
        LogFetcher fetcher = manager.fetcher();
        if (!fetcher.assignment().isEmpty()) {
            fetcher.commitAsync(offsets, callback);
            return;
        }
        Exception failure = null;
        try {
            fetcher.commitSync(offsets);
        } catch (KafkaException e) {
            failure = e;
        }
        callback.onComplete(offsets, failure);
    }

    /** Any thread. */
    @Override
    public void wakeUp() {
        manager.wakeup();
    }

    @Override
    public void close() {
        manager.close();
    }
}
