// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.drift;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SourceEvent;

/**
 * How far one reader has emitted, for its enumerator. Each event replaces the one before.
 *
 * @param lowWaterMark smallest merge key that the reader may still emit, epoch milliseconds; {@link
 *     DriftGroup#UNKNOWN} while unknown, {@link DriftGroup#NOTHING} if the reader holds nobody back
 * @param isWaiting whether the reader has a record that its ceiling does not let through
 */
@Internal
public record DriftReportEvent(long lowWaterMark, boolean isWaiting) implements SourceEvent {}
