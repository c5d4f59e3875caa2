package io.kafkars.flink.enumerator;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SourceEvent;

/**
 * Sent to each reader when the partitions that the source starts with have been assigned. A reader
 * that has no split by then gets none for now, and may turn idle; before, its silence could let
 * event time run ahead of splits that are still on their way to it.
 */
@Internal
public record InitialAssignmentEvent() implements SourceEvent {}
