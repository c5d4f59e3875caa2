// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.consumer;

import io.kafkars.fixtures.Interceptors;
import io.kafkars.merge.PartitionProgress;
import io.kafkars.testing.Await;
import io.kafkars.testing.KafkaExtension;
import io.kafkars.testing.Times;

import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import static io.kafkars.testing.Records.at;
import static org.assertj.core.api.Assertions.assertThat;

/** Replays on a real broker whose interceptors return other records and positions. */
class InterceptorITCase {

    private static final long FIRST = 1_700_000_000_000L;

    /** Of each partition, and after them a marker. */
    private static final int RECORDS = 25;

    private static final long END = RECORDS + 1;

    @RegisterExtension static final KafkaExtension kafka = KafkaExtension.create();

    private static int topics;

    static Stream<Arguments> interceptorsAndProtocols() {
        return Interceptors.ALL.stream()
                .flatMap(
                        interceptor ->
                                Stream.of("classic", "consumer")
                                        .map(protocol -> Arguments.of(interceptor, protocol)));
    }

    @ParameterizedTest
    @MethodSource("interceptorsAndProtocols")
    void aReplayEndsWhateverAnInterceptorReturns(Class<?> interceptor, String protocol)
            throws Exception {
        String topic = topic();
        Map<String, String> properties = properties(interceptor, protocol);
        try (var replay = replay(properties, fromStart(topic))) {
            replay.untilLive();

            for (int partition = 0; partition < 2; partition++) {
                assertThat(replay.progress(topic, partition).nextOffset()).isEqualTo(END);
            }
            assertThat(replay.status().replayRemaining()).isZero();
            assertThat(replay.status().pendingRecords()).isZero();
            if (interceptor == Interceptors.Copying.class) {
                assertThat(replay.offsetsOf(0)).hasSize(RECORDS);
                assertThat(replay.offsetsOf(1)).hasSize(RECORDS);
            }

            kafka.topic(topic).write(1, at(FIRST + 100_000), "live").write(1, at(FIRST), "last");
            Await.until(
                    "live records in the state",
                    () -> {
                        replay.poll();
                        return replay.progress(topic, 1).nextOffset() == END + 2;
                    });
        }
    }

    @ParameterizedTest
    @MethodSource("interceptorsAndProtocols")
    void aReplayThatIsRestoredInTheMiddleContinuesThere(Class<?> interceptor, String protocol)
            throws Exception {
        String topic = topic();
        Map<String, String> properties = properties(interceptor, protocol);
        List<PartitionProgress> state = fromStart(topic);
        var offsets = new HashMap<Integer, List<Long>>();
        for (int attempt = 0; attempt < 4; attempt++) {
            try (var replay = replay(properties, state)) {
                for (int polls = 0; polls < 3; polls++) {
                    replay.poll();
                }
                if (attempt == 3) {
                    replay.untilLive();
                }
                for (int partition = 0; partition < 2; partition++) {
                    offsets.computeIfAbsent(partition, any -> new ArrayList<>())
                            .addAll(replay.offsetsOf(partition));
                }
                state = List.of(replay.progress(topic, 0), replay.progress(topic, 1));
            }
        }
        assertThat(state).extracting(PartitionProgress::nextOffset).containsExactly(END, END);
        offsets.values().forEach(each -> assertThat(each).isSorted().doesNotHaveDuplicates());
        if (interceptor == Interceptors.Copying.class) {
            var all = LongStream.range(0, RECORDS).boxed().toList();
            assertThat(offsets).containsOnly(Map.entry(0, all), Map.entry(1, all));
        }
    }

    private static String topic() {
        String name = "intercepted-" + topics++;
        var times = Times.every(Duration.ofSeconds(1), at(FIRST), RECORDS);
        kafka.topic(name, 2).committed(transaction -> transaction.write(0, times).write(1, times));
        return name;
    }

    private static Map<String, String> properties(Class<?> interceptor, String protocol) {
        return Map.of(
                "interceptor.classes",
                interceptor.getName(),
                "group.protocol",
                protocol,
                "group.id",
                "intercepted");
    }

    private static List<PartitionProgress> fromStart(String topic) {
        return List.of(BrokerReplay.from(topic, 0, 0, END), BrokerReplay.from(topic, 1, 0, END));
    }

    private static BrokerReplay replay(
            Map<String, String> properties, List<PartitionProgress> partitions) {
        return BrokerReplay.of(kafka, LostPositionPolicy.FAIL, properties, partitions);
    }
}
