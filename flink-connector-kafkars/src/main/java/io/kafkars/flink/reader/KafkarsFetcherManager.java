// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.reader;

import io.kafkars.flink.split.KafkarsSplit;

import org.apache.flink.annotation.Internal;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.source.reader.fetcher.SingleThreadFetcherManager;
import org.apache.flink.connector.base.source.reader.fetcher.SplitFetcher;
import org.apache.flink.connector.base.source.reader.fetcher.SplitFetcherTask;
import org.apache.flink.connector.base.source.reader.splitreader.SplitReader;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.common.TopicPartition;

import java.util.Map;
import java.util.function.Supplier;

/** The reader's one fetcher thread. It also commits, because only it may use the consumer. */
@Internal
final class KafkarsFetcherManager extends SingleThreadFetcherManager<Step, KafkarsSplit> {

    KafkarsFetcherManager(
            Supplier<SplitReader<Step, KafkarsSplit>> splitReader, Configuration configuration) {
        super(splitReader, configuration);
    }

    /**
     * Commits on the fetcher thread, which is started if all splits have finished and none runs.
     *
     * @param callback called by the fetcher thread
     */
    void commit(Map<TopicPartition, OffsetAndMetadata> offsets, OffsetCommitCallback callback) {
        SplitFetcher<Step, KafkarsSplit> running = getRunningFetcher();
        SplitFetcher<Step, KafkarsSplit> fetcher = running == null ? createSplitFetcher() : running;
        var reader = (KafkarsSplitReader) fetcher.getSplitReader();
        fetcher.enqueueTask(new CommitTask(reader, offsets, callback));
        if (running == null) {
            startFetcher(fetcher);
        }
    }

    private record CommitTask(
            KafkarsSplitReader reader,
            Map<TopicPartition, OffsetAndMetadata> offsets,
            OffsetCommitCallback callback)
            implements SplitFetcherTask {

        @Override
        public boolean run() {
            reader.commit(offsets, callback);
            return true;
        }

        @Override
        public void wakeUp() {
            // A commit is not interrupted for other tasks, which at most wait for its answer.
        }
    }
}
