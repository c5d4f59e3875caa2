package io.kafkars.consumer;

import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

class FetchedAheadTest {

    private static final int MOST = FetchedAhead.MOST_KEPT;

    private final FetchedAhead fetchedAhead = new FetchedAhead();

    private static List<TopicPartition> partitions(int first, int end) {
        return IntStream.range(first, end).mapToObj(FetchedAheadTest::partition).toList();
    }

    private static TopicPartition partition(int number) {
        return new TopicPartition("t", number);
    }

    private void pause(List<TopicPartition> partitions, long releasedRecords) {
        partitions.forEach(each -> fetchedAhead.paused(each, releasedRecords));
    }

    @Test
    void fewPausedPartitionsKeepWhatTheyHave() {
        pause(partitions(0, MOST - 1), 0);
        assertThat(fetchedAhead.takeFarAhead(0, 10)).isEmpty();
    }

    @Test
    void beforeTheFirstReleaseManyAreDropped() {
        pause(partitions(0, MOST), 0);
        assertThat(fetchedAhead.takeFarAhead(0, 10)).isEqualTo(partitions(0, MOST));
        assertThat(fetchedAhead.takeFarAhead(0, 10)).isEmpty();
    }

    @Test
    void laterThoseAreDroppedThatWaitForTwiceOfWhatIsHeld() {
        pause(partitions(0, MOST / 2), 100);
        pause(partitions(MOST / 2, MOST), 101);

        assertThat(fetchedAhead.takeFarAhead(120, 10)).isEmpty();
        assertThat(fetchedAhead.takeFarAhead(121, 10)).isEqualTo(partitions(0, MOST / 2));
        assertThat(fetchedAhead.takeFarAhead(200, 10)).as("too few are left").isEmpty();
    }

    @Test
    void whatIsResumedInTimeIsNotDropped() {
        pause(partitions(0, 2 * MOST), 1);
        partitions(0, MOST).forEach(fetchedAhead::resumed);
        pause(partitions(0, MOST), 100);

        assertThat(fetchedAhead.takeFarAhead(120, 10)).isEqualTo(partitions(MOST, 2 * MOST));
    }

    @Test
    void whatWasDroppedIsDroppedAgainOnlyOnceItWasResumed() {
        pause(partitions(0, MOST), 0);
        fetchedAhead.takeFarAhead(0, 10);
        pause(partitions(0, MOST), 0);
        assertThat(fetchedAhead.takeFarAhead(0, 10)).isEmpty();

        partitions(0, MOST).forEach(fetchedAhead::resumed);
        pause(partitions(0, MOST), 0);
        assertThat(fetchedAhead.takeFarAhead(0, 10)).isEqualTo(partitions(0, MOST));
    }

    @Test
    void whatIsNoLongerReadIsForgotten() {
        pause(partitions(0, MOST), 0);
        fetchedAhead.retain(Set.of(partition(3)));
        pause(partitions(0, MOST - 1), 0);
        assertThat(fetchedAhead.takeFarAhead(0, 10)).isEmpty();
    }
}
