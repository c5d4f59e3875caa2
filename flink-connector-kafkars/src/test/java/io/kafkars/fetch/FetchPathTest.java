// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.fetch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Map;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Whether a reader parses fetch responses itself or polls Kafka's consumer. */
class FetchPathTest {

    private static final Map<String, String> PLAIN = Map.of("bootstrap.servers", "a:1");
    private static final Map<String, String> NEEDY =
            Map.of("interceptor.classes", "a.B", "group.protocol", "consumer");
    private static final Optional<String> AVAILABLE = Optional.empty();
    private static final Optional<String> UNAVAILABLE =
            Optional.of("kafka-clients 9.9.9 is not a tested version");

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CLIENT")
    void recordsAreFetchedAsColumnsIfNothingSpeaksAgainstIt(FetchMode mode) {
        FetchPath path = FetchPath.choose(PLAIN, mode, AVAILABLE);

        assertThat(path.columnar()).isTrue();
        assertThat(path.describe("4.3.1"))
                .isEqualTo("Records are fetched as columns (kafka-clients 4.3.1)");
    }

    @Test
    void theClientIsUsedWhereItIsAskedFor() {
        FetchPath path = FetchPath.choose(PLAIN, FetchMode.CLIENT, AVAILABLE);

        assertThat(path.columnar()).isFalse();
        assertThat(path.describe("4.3.1"))
                .isEqualTo(
                        "Records are fetched through KafkaConsumer (kafka-clients 4.3.1):"
                                + " setFetch(CLIENT), in SQL 'scan.fetch' = 'client', asks for it");
    }

    @Test
    void theModeClientAsksForNoOtherReason() {
        assertThat(FetchPath.choose(NEEDY, FetchMode.CLIENT, UNAVAILABLE).reasons()).hasSize(1);
    }

    @Test
    void byDefaultWhatIsNotPossibleFallsBackToTheClientAndSaysWhy() {
        assertThat(FetchPath.choose(PLAIN, FetchMode.AUTO, UNAVAILABLE))
                .isEqualTo(new FetchPath(false, UNAVAILABLE.stream().toList()));
        assertThat(FetchPath.choose(NEEDY, FetchMode.AUTO, AVAILABLE).reasons())
                .isEqualTo(ClientNeeds.of(NEEDY).stream().map(Object::toString).toList());
    }

    @Test
    void allReasonsAreInOneLine() {
        assertThat(FetchPath.choose(NEEDY, FetchMode.AUTO, UNAVAILABLE).describe("9.9.9"))
                .isEqualTo(
                        "Records are fetched through KafkaConsumer (kafka-clients 9.9.9):"
                                + " kafka-clients 9.9.9 is not a tested version;"
                                + " 'interceptor.classes' is set, and interceptors are given the"
                                + " records that KafkaConsumer makes; 'group.protocol' is"
                                + " 'consumer', for which KafkaConsumer fetches on a thread of its"
                                + " own");
    }

    @Test
    void columnsThatAreAskedForAndNotPossibleAreAnErrorWithAllReasons() {
        assertThatThrownBy(() -> FetchPath.choose(NEEDY, FetchMode.COLUMNAR, UNAVAILABLE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Records cannot be fetched as columns, which setFetch(COLUMNAR), in SQL"
                                + " 'scan.fetch' = 'columnar', asks for. Choose AUTO or CLIENT, in"
                                + " SQL 'auto' or 'client', or change this:\n"
                                + "  - kafka-clients 9.9.9 is not a tested version\n"
                                + "  - 'interceptor.classes' is set, and interceptors are given the"
                                + " records that KafkaConsumer makes\n"
                                + "  - 'group.protocol' is 'consumer', for which KafkaConsumer"
                                + " fetches on a thread of its own");
    }
}
