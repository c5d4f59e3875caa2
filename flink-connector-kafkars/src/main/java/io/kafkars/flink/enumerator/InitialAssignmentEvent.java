// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.enumerator;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SourceEvent;

/**
 * Sent to each reader once per registration, after its share of the partitions that the source
 * starts with. A reader without a split by then gets none for now, and may become idle. Any
 * earlier, an idle reader could let event time run ahead of splits that are still on their way to
 * it.
 *
 * <p>A source that looks for no further partitions tells its readers instead that no more splits
 * come; a reader without a split then finishes.
 */
@Internal
public record InitialAssignmentEvent() implements SourceEvent {}
