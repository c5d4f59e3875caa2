package io.kafkars.flink.enumerator;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SourceEvent;

/**
 * Sent to each reader, once in each registration, when it was given its share of the partitions
 * that the source starts with. A reader that has no split by then gets none for now, and may turn
 * idle; before, its silence could let event time run ahead of splits that are still on their way to
 * it.
 *
 * <p>A source that looks for no further partitions tells its readers that no more splits come
 * instead: those without a split finish.
 */
@Internal
public record InitialAssignmentEvent() implements SourceEvent {}
