// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.drift;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SourceEvent;

/**
 * How far a reader may replay. Each event replaces the one before.
 *
 * @param ceiling largest merge key that the reader may release while it replays, epoch
 *     milliseconds; {@link DriftGroup#NOTHING} for no limit
 * @param slowest the reader that sets the ceiling, in words; empty if there is no limit
 */
@Internal
public record DriftCeilingEvent(long ceiling, String slowest) implements SourceEvent {}
