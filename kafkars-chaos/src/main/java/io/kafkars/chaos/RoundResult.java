package io.kafkars.chaos;

import java.util.Map;

/**
 * What a round brought.
 *
 * @param faults faults by kind
 * @param inTheReplay how many of them came before the source was live
 * @param live whether the source went live
 * @param written records in Kafka at the end
 * @param committed records in the job's output
 * @param mergeOrder records that were compared with their predecessor in the merge
 * @param watermarks records that were compared with the watermark before them
 * @param attempts attempts of source subtasks
 */
record RoundResult(
        Map<Fault, Integer> faults,
        int inTheReplay,
        boolean live,
        long written,
        long committed,
        long mergeOrder,
        long watermarks,
        long attempts,
        Findings findings) {}
