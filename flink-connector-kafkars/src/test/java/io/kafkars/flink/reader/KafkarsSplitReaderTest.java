// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.reader;

import io.kafkars.consumer.ConsumerManager;
import io.kafkars.consumer.ReplayStatus;
import io.kafkars.consumer.ScriptedConsumer;
import io.kafkars.flink.drift.DriftSettings;
import io.kafkars.flink.drift.ReaderDrift;
import io.kafkars.flink.split.KafkarsSplit;
import io.kafkars.merge.MergeSettings;

import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsAddition;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsRemoval;
import org.apache.flink.metrics.SimpleCounter;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.junit.jupiter.api.Test;

import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import static io.kafkars.flink.reader.TestMerge.split;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class KafkarsSplitReaderTest {

    private static final TopicPartition FIRST = new TopicPartition("t", 0);
    private static final Map<TopicPartition, OffsetAndMetadata> OFFSETS =
            Map.of(FIRST, new OffsetAndMetadata(5));

    private final ScriptedConsumer consumer = new ScriptedConsumer();
    private final FakeEmitter emitter = new FakeEmitter();
    private final ReaderStatus status = new ReaderStatus(consumer::now);
    private final KafkarsRecordEmitter<String> recordEmitter =
            new KafkarsRecordEmitter<>(
                    emitter,
                    new MainOutput<>(true, TestMerge.WATERMARKS),
                    new ProgressReports(event -> {}, () -> ReplayStatus.NOTHING, () -> 0),
                    new ReaderDrift(DriftSettings.DEFAULT, report -> {}, () -> 0),
                    new SimpleCounter());
    private final KafkarsSplitReader reader =
            new KafkarsSplitReader(
                    new ConsumerManager(consumer, MergeSettings.DEFAULT, false, consumer::now),
                    recordEmitter,
                    status,
                    new RegisteredMetrics().ofReader(),
                    new ReaderDrift(DriftSettings.DEFAULT, report -> {}, () -> 0));

    private void add(KafkarsSplit... splits) {
        for (KafkarsSplit split : splits) {
            recordEmitter.add(split.partition(), new KafkarsSplitState(split));
        }
        reader.handleSplitsChanges(new SplitsAddition<>(List.of(splits)));
    }

    // Splits and fetches

    @Test
    void anAddedSplitIsReadFromItsNextOffsetAndShownInTheStatus() {
        KafkarsSplit split = split(0, 9);
        add(split.withProgress(split.progress().advancedTo(4, 1_000, 0)));

        assertThat(consumer.position(FIRST)).isEqualTo(4);
        assertThat(status.current().partitions()).isEqualTo(1);
    }

    @Test
    void splitsAreNeverRemovedFromOutside() {
        assertThatThrownBy(
                        () -> reader.handleSplitsChanges(new SplitsRemoval<>(List.of(split(0, 9)))))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("only added");
    }

    @Test
    void aFetchGivesTheReleasedRecordsOfAllSplits() {
        add(split(0, 9), split(1, 9));
        consumer.deliver(FIRST, 0, 50, "k", "v");
        consumer.deliver(new TopicPartition("t", 1), 0, 20, "k", "v");
        RecordsWithSplitIds<Step> fetched = reader.fetch();

        assertThat(fetched.nextSplit()).as("the split of the oldest record").isEqualTo("t-1");
        assertThat(emitter.opened).containsExactly("t-0", "t-1");
    }

    @Test
    void aFetchOfNothingEndsAfterASecond() {
        add(split(0, 9));
        long before = consumer.now();
        RecordsWithSplitIds<Step> fetched = reader.fetch();

        assertThat(consumer.now() - before).isEqualTo(1_000);
        assertThat(fetched.finishedSplits()).isEmpty();
    }

    @Test
    void aFetchThatIsWokenUpEndsAtOnce() {
        add(split(0, 9));
        consumer.schedulePollTask(reader::wakeUp);
        long before = consumer.now();
        reader.fetch();

        assertThat(consumer.now()).isEqualTo(before);
    }

    @Test
    void aFailureOfTheClientIsTheInnermostCauseWithTheReasonOfItsRootCause() {
        var untrusted = new CertificateException("no trusted certificate");
        add(split(0, 9));
        consumer.setPollException(
                new SslAuthenticationException("SSL handshake failed", untrusted));

        assertThatThrownBy(reader::fetch)
                .isInstanceOf(KafkaException.class)
                .hasNoCause()
                .hasMessage(
                        "Kafka's client failed to fetch records: SSL handshake failed: no trusted"
                                + " certificate");
    }

    @Test
    void pausedSplitsArePausedAtTheConsumer() {
        add(split(0, 9), split(1, 9));
        reader.pauseOrResumeSplits(List.of(split(0, 9), split(1, 9)), List.of());
        assertThat(consumer.paused()).hasSize(2);

        reader.pauseOrResumeSplits(List.of(), List.of(split(1, 9)));
        assertThat(consumer.paused()).containsExactly(FIRST);
    }

    // Commits

    @Test
    void offsetsAreCommittedWhileSplitsAreRead() {
        add(split(0, 9));
        var answers = new ArrayList<Exception>();
        reader.commit(OFFSETS, (offsets, failure) -> answers.add(failure));

        assertThat(answers).containsExactly((Exception) null);
        assertThat(consumer.committed(Set.of(FIRST))).isEqualTo(OFFSETS);
    }

    @Test
    void whenNothingIsReadTheCommitWaitsForItsAnswer() {
        var answers = new ArrayList<Exception>();
        reader.commit(OFFSETS, (offsets, failure) -> answers.add(failure));

        assertThat(answers).containsExactly((Exception) null);
    }

    @Test
    void aCommitThatFailsWhenNothingIsReadIsAnsweredWithTheFailure() {
        var failure = new KafkaException("not authorised");
        consumer.failCommits(failure);
        var answers = new ArrayList<Exception>();
        reader.commit(OFFSETS, (offsets, answer) -> answers.add(answer));

        assertThat(answers).containsExactly(failure);
    }

    @Test
    void closingClosesTheConsumer() {
        add(split(0, 9));
        reader.close();

        assertThat(consumer.closed()).isTrue();
    }
}
