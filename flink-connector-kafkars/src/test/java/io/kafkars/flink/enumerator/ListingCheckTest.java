// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.enumerator;

import io.kafkars.flink.enumerator.PartitionDiscovery.Listing;
import io.kafkars.merge.PartitionId;

import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import static io.kafkars.flink.enumerator.Splits.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ListingCheckTest {

    private static final Uuid OLD = new Uuid(1, 1);
    private static final Uuid NEW = new Uuid(1, 2);

    private final ListingCheck check = new ListingCheck();

    @Test
    void aRecreatedTopicFailsWithBothIds() {
        Listing listing = new Listing(Map.of(id("events", 1), NEW), List.of());

        assertThatThrownBy(() -> check.check(Map.of(id("events", 0), OLD), listing))
                .hasMessageContainingAll("'events'", OLD.toString(), NEW.toString());
    }

    @Test
    void topicsThatAreUnchangedOrNotListedOrWithoutAnIdPass() {
        Listing listing =
                new Listing(
                        Map.of(
                                id("same", 0), OLD,
                                id("unknownNow", 0), Uuid.ZERO_UUID,
                                id("unknownThen", 0), NEW),
                        List.of());
        Map<PartitionId, Uuid> known =
                Map.of(
                        id("same", 0), OLD,
                        id("unknownNow", 0), OLD,
                        id("unknownThen", 0), Uuid.ZERO_UUID,
                        id("gone", 0), OLD);

        assertThatCode(() -> check.check(known, listing)).doesNotThrowAnyException();
    }

    @Test
    void aMissingPartitionIsReportedOnceUntilItIsListedAgain() {
        var known = List.of(id("a", 2), id("a", 0), id("a", 1));

        assertThat(check.newlyMissing(known, listed(id("a", 1))))
                .containsExactly(id("a", 0), id("a", 2));
        assertThat(check.newlyMissing(known, listed(id("a", 1)))).isEmpty();
        assertThat(check.newlyMissing(known, listed(id("a", 0), id("a", 1)))).isEmpty();
        assertThat(check.newlyMissing(known, listed(id("a", 1)))).containsExactly(id("a", 0));
    }

    private static Listing listed(PartitionId... partitions) {
        return new Listing(
                Arrays.stream(partitions).collect(Collectors.toMap(each -> each, each -> OLD)),
                List.of());
    }
}
