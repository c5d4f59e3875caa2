// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

/**
 * The result of one round of one side.
 *
 * @param seconds from the submission of the job to the last result
 * @param cpuSeconds CPU time of the whole process in that time
 * @param mostWindows the most windows of all keys that were open at the same time
 * @param largestCheckpoint bytes of the largest completed checkpoint, 0 if none was completed
 * @param checkpoints number of completed checkpoints
 * @param lateRecords records that the windows dropped as late
 * @param wrongWindows windows whose count was not that of the topic's records
 */
record JobRound(
        double seconds,
        double cpuSeconds,
        int mostWindows,
        long largestCheckpoint,
        long checkpoints,
        long lateRecords,
        int wrongWindows) {}
