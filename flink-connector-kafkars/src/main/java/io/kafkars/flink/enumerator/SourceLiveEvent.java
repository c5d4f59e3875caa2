// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.enumerator;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SourceEvent;

/**
 * Tells a reader of an unbounded source whether the source as a whole is live. Sent to each reader
 * when it registers, before its splits, and to all registered readers when the source goes live.
 *
 * @param live whether all partitions that the source started with are live; once true, it stays
 *     true, also after a restore
 */
@Internal
public record SourceLiveEvent(boolean live) implements SourceEvent {}
