// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
/**
 * The rules of the ordered replay, in plain Java: which record comes next, when it may be released,
 * which partition is paused, and how far the watermark may go. {@code MergeTest} shows each rule by
 * a small example.
 *
 * <p>Nothing here knows Kafka, Flink or Arrow. The types that users meet, {@link
 * io.kafkars.merge.PartitionId}, {@link io.kafkars.merge.PartitionState}, {@link
 * io.kafkars.merge.RecordView}, {@link io.kafkars.columns.Header} and {@link
 * io.kafkars.columns.TimestampType}, are stable; everything else is internal.
 */
package io.kafkars.merge;
