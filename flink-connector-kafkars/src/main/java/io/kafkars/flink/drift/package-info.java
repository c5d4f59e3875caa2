// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
/**
 * Bounded drift (rule 12 of the design): the sources of a job that are in one group agree on how
 * far each of their readers may replay.
 *
 * <p>Each reader reports its low-water-mark to its enumerator ({@link
 * io.kafkars.flink.drift.DriftReportEvent}). The enumerators of a group meet in the JobManager
 * ({@link io.kafkars.flink.drift.DriftGroup}), and each of them tells its readers the ceiling that
 * follows ({@link io.kafkars.flink.drift.DriftCeilingEvent}).
 */
package io.kafkars.flink.drift;
