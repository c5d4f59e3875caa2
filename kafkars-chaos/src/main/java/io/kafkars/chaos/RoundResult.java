// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.chaos;

import java.util.Map;

/**
 * The result of a round.
 *
 * @param faults number of faults by kind
 * @param faultsInReplay how many of them were injected before the source was live
 * @param live whether the source went live
 * @param written number of records in Kafka at the end
 * @param committed number of records in the job's output
 * @param mergeOrder number of records compared with the record before them in the merge order
 * @param watermarks number of records compared with the watermark before them
 * @param attempts number of attempts of source subtasks
 */
record RoundResult(
        Map<Fault, Integer> faults,
        int faultsInReplay,
        boolean live,
        long written,
        long committed,
        long mergeOrder,
        long watermarks,
        long attempts,
        Violations violations) {}
