package io.kafkars.flink.enumerator;

import io.kafkars.consumer.LossSettings;
import io.kafkars.topics.RecreatedTopicPolicy;

import org.apache.flink.api.connector.source.Boundedness;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

import static io.kafkars.flink.enumerator.Splits.RESOLVE_TIME;
import static io.kafkars.flink.enumerator.Splits.id;
import static io.kafkars.flink.enumerator.Splits.split;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Topics that are gone, or others, while the enumerator runs or when it is restored. */
class TopicWatchTest {

    private static final long TIMEOUT = 60_000;
    private static final long LOOK = TIMEOUT / 2;
    private static final LossSettings LOSS =
            LossSettings.DEFAULT.withMissingTopicTimeout(Duration.ofMillis(TIMEOUT));

    private final FakeContext context = new FakeContext(2);
    private final FakeDiscovery kafka = new FakeDiscovery();
    private final List<String> journal = new ArrayList<>();
    private long now = RESOLVE_TIME;

    /** Of a source that does not look for new partitions. */
    private KafkarsEnumerator start(LossSettings loss, EnumeratorState state) {
        var enumerator =
                new KafkarsEnumerator(
                        context,
                        new EnumeratorSettings(Boundedness.BOUNDED, 0, loss),
                        kafka,
                        state,
                        () -> now,
                        journal::add);
        enumerator.start();
        context.runCalls();
        return enumerator;
    }

    private void look() {
        now += LOOK;
        context.tick(LOOK);
    }

    // ------------------------------------------------------------ deleted topics

    @Test
    void aDeletedTopicFailsTheJobAfterTheTimeoutThoughNothingIsDiscovered() {
        kafka.with("t", 0, 10).with("kept", 0, 10);
        start(LOSS, EnumeratorState.NOTHING_KNOWN);
        look();
        kafka.hide("t", 0);
        look();
        look();

        assertThatThrownBy(this::look)
                .hasMessageContainingAll(
                        "Topic 't' was deleted",
                        "60000 ms",
                        "setMissingTopicTimeout",
                        "scan.missing-topic-timeout");
    }

    @Test
    void aTopicThatComesBackInTimeIsNoneTheWorse() {
        kafka.with("t", 0, 10);
        start(LOSS, EnumeratorState.NOTHING_KNOWN);
        for (int i = 0; i < 5; i++) {
            kafka.hide("t", 0);
            look();
            look();
            kafka.with("t", 0, 10);
            look();
        }
        assertThat(kafka.topicIdsCalls).isEqualTo(15);
    }

    @Test
    void noAnswerProvesNothing() {
        kafka.with("t", 0, 10).with("u", 0, 10);
        start(LOSS, EnumeratorState.NOTHING_KNOWN);
        kafka.failure = new IOException("no broker");
        for (int i = 0; i < 5; i++) {
            assertThatCode(this::look).doesNotThrowAnyException();
        }
        kafka.failure = null;
        kafka.unanswered.add("t");
        kafka.hide("t", 0);
        for (int i = 0; i < 5; i++) {
            assertThatCode(this::look).doesNotThrowAnyException();
        }
    }

    @Test
    void aTopicThatLacksAPartitionForAWhileIsKeptWhole() {
        kafka.with("t", 0, 10).with("t", 1, 10);
        var enumerator = start(LOSS, EnumeratorState.NOTHING_KNOWN);
        kafka.hide("t", 1);
        for (int i = 0; i < 5; i++) {
            look();
        }
        assertThat(enumerator.snapshotState(1).splits())
                .containsExactly(split("t", 0, 10), split("t", 1, 10));
    }

    @Test
    void withoutATimeoutATopicIsWaitedForForEver() {
        kafka.with("t", 0, 10);
        start(LOSS.withMissingTopicTimeout(Duration.ZERO), EnumeratorState.NOTHING_KNOWN);
        assertThat(context.timers(LOOK)).isEmpty();
        assertThat(kafka.topicIdsCalls).isZero();
    }

    @Test
    void aRestoredSourceIsWatchedToo() {
        kafka.with("kept", 0, 10);
        start(LOSS, state(Set.of()));
        look();
        look();
        assertThatThrownBy(this::look).hasMessageContaining("Topic 't' was deleted");
    }

    private static EnumeratorState state(Set<io.kafkars.merge.PartitionId> unassigned) {
        return new EnumeratorState(
                OptionalLong.of(RESOLVE_TIME),
                List.of(split("kept", 0, 10), split("t", 0, 10)),
                unassigned,
                true,
                false);
    }

    // ------------------------------------------------------------ topics that were made again

    @Test
    void aTopicMadeAgainFailsTheJobAtTheNextLook() {
        kafka.with("t", 0, 10);
        start(LOSS, EnumeratorState.NOTHING_KNOWN);
        kafka.recreate("t");

        assertThatThrownBy(this::look)
                .hasMessageContainingAll(
                        "Topic 't' was deleted and recreated",
                        "setOnRecreatedTopic",
                        "scan.on-recreated-topic");
    }

    @Test
    void aTopicMadeAgainMeanwhileIsTakenOverAtARestoreIfAskedFor() {
        kafka.with("kept", 0, 10).with("t", 0, 4);
        kafka.recreate("t");
        var enumerator =
                start(LOSS.withOnRecreatedTopic(RecreatedTopicPolicy.EARLIEST), state(Set.of()));
        look();

        var splits = enumerator.snapshotState(1).splits();
        assertThat(splits.get(0)).isEqualTo(split("kept", 0, 10));
        assertThat(splits.get(1).topicId()).isNotEqualTo(split("t", 0, 10).topicId());
        assertThat(splits.get(1).progress())
                .as("the reader has it")
                .isEqualTo(split("t", 0, 10).progress());

        kafka.with("t", 0, 4);
        kafka.recreateAgain("t");
        assertThatThrownBy(this::look)
                .as("while it runs the job fails, and is restored")
                .hasMessageContaining("deleted and recreated");
    }

    @Test
    void aSplitThatNoReaderHasStartsAnewInATopicMadeAgain() {
        kafka.with("kept", 0, 10).with("t", 0, 4);
        kafka.recreate("t");
        var enumerator =
                start(
                        LOSS.withOnRecreatedTopic(RecreatedTopicPolicy.EARLIEST),
                        state(Set.of(id("t", 0))));

        var resolvedAgain = enumerator.snapshotState(1).splits().get(1);
        assertThat(resolvedAgain.progress()).isEqualTo(split("t", 0, 4).progress());
        assertThat(resolvedAgain.topicId()).isNotEqualTo(split("t", 0, 4).topicId());
    }

    @Test
    void readersAreToldNothingBeforeItIsKnownWhichTopicsAreOthers() {
        kafka.with("kept", 0, 10).with("t", 0, 4);
        kafka.recreate("t");
        var enumerator =
                new KafkarsEnumerator(
                        context,
                        new EnumeratorSettings(
                                Boundedness.BOUNDED,
                                0,
                                LOSS.withOnRecreatedTopic(RecreatedTopicPolicy.EARLIEST)),
                        kafka,
                        state(Set.of(id("t", 0))),
                        () -> now,
                        journal::add);
        enumerator.start();
        context.register(0);
        enumerator.addReader(0);
        assertThat(context.newlyTold()).isEmpty();

        context.runCalls();
        assertThat(context.newlyTold()).first().asString().contains("+ t-0");
    }

    @Test
    void ifItCannotBeFoundOutWhichTopicsAreOthersTheJobFails() {
        kafka.failure = new IOException("no broker");
        assertThatThrownBy(
                        () ->
                                start(
                                        LOSS.withOnRecreatedTopic(RecreatedTopicPolicy.EARLIEST),
                                        state(Set.of())))
                .hasMessageContaining("Cannot find out from Kafka which topics were recreated")
                .hasCause(kafka.failure);
    }
}
