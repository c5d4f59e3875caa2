// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.batches;

import org.junit.jupiter.api.Test;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class AbortedTransactionsTest {

    private final AbortedTransactions aborted =
            new AbortedTransactions(
                    List.of(
                            new AbortedTransaction(7, 40),
                            new AbortedTransaction(7, 10),
                            new AbortedTransaction(8, 12)));

    @Test
    void aTransactionIsAbortedFromItsFirstOffsetOn() {
        aborted.advanceTo(9);
        assertThat(aborted.contains(7)).isFalse();

        aborted.advanceTo(10);
        assertThat(aborted.contains(7)).isTrue();
        assertThat(aborted.contains(8)).isFalse();

        aborted.advanceTo(20);
        assertThat(aborted.contains(8)).isTrue();
    }

    @Test
    void aMarkerEndsTheTransactionOfItsProducerAlone() {
        aborted.advanceTo(20);

        aborted.end(7);

        assertThat(aborted.contains(7)).isFalse();
        assertThat(aborted.contains(8)).isTrue();
    }

    @Test
    void aProducerMayAbortAgain() {
        aborted.advanceTo(20);
        aborted.end(7);

        aborted.advanceTo(39);
        assertThat(aborted.contains(7)).isFalse();

        aborted.advanceTo(40);
        assertThat(aborted.contains(7)).isTrue();
    }
}
