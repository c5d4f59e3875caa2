// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.enumerator;

import io.kafkars.flink.enumerator.BalancedAssigner.Load;
import io.kafkars.flink.split.KafkarsSplit;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Plans which subtask gets which split, assigns planned splits to registered readers, and tells
 * each reader once per registration whether more may come. Used by the coordinator thread only.
 */
@Internal
final class ReaderAssignments {

    private final SplitEnumeratorContext<KafkarsSplit> context;
    private final EnumeratorSettings settings;
    private final SplitTracker tracker;
    private final ReplayWatch replay;

    /** Subtasks whose present reader has been told whether more splits may come. */
    private final Set<Integer> announced = new HashSet<>();

    private boolean planComplete;

    /**
     * @param tracker the splits; this class notes in it what it plans and assigns
     * @param replay the readers' own reports of what they have to do, read only
     */
    ReaderAssignments(
            SplitEnumeratorContext<KafkarsSplit> context,
            EnumeratorSettings settings,
            SplitTracker tracker,
            ReplayWatch replay) {
        this.context = context;
        this.settings = settings;
        this.tracker = tracker;
        this.replay = replay;
    }

    /** Chooses the subtasks of these splits, so that the replay is balanced. */
    void plan(List<KafkarsSplit> splits) {
        if (splits.isEmpty()) {
            return;
        }
        // The tracker knows no owner of a split that a reader restored; that reader reports its
        // load.
        List<Load> loads = tracker.loads(context.currentParallelism());
        for (int subtask = 0; subtask < loads.size(); subtask++) {
            loads.set(subtask, loads.get(subtask).atLeast(replay.load(subtask)));
        }
        BalancedAssigner.owners(splits, loads).forEach(tracker::plan);
    }

    /** Every split that readers are to get for now has been planned. */
    void completePlan() {
        planComplete = true;
    }

    /** A reader has been registered, which knows nothing yet. */
    void addReader(int subtask) {
        announced.remove(subtask);
        assign(List.of(subtask));
    }

    /** The reader has failed; the splits go to the next one of the same subtask. */
    void addSplitsBack(List<KafkarsSplit> splits, int subtask) {
        announced.remove(subtask);
        tracker.splitsBack(splits, subtask);
        if (context.registeredReaders().containsKey(subtask)) {
            assign(List.of(subtask));
        }
    }

    /** Assigns the planned splits whose readers are registered. */
    void assignPlanned() {
        assign(context.registeredReaders().keySet());
    }

    private void assign(Collection<Integer> registeredSubtasks) {
        var subtasks = new TreeSet<>(registeredSubtasks);
        Map<Integer, List<KafkarsSplit>> assignment = new HashMap<>();
        for (int subtask : subtasks) {
            List<KafkarsSplit> splits = tracker.unassignedOf(subtask);
            if (!splits.isEmpty()) {
                assignment.put(subtask, splits);
            }
        }
        if (!assignment.isEmpty()) {
            context.assignSplits(new SplitsAssignment<>(assignment));
            assignment.values().forEach(splits -> splits.forEach(tracker::markAssigned));
        }
        if (planComplete) {
            subtasks.stream().filter(announced::add).forEach(this::announceAssignment);
        }
    }

    /**
     * Tells a reader that it has its splits for now, or that no more can come. A reader without any
     * is idle then, or finishes.
     */
    private void announceAssignment(int subtask) {
        if (settings.looksForNewPartitions()) {
            context.sendEventToSourceReader(subtask, new InitialAssignmentEvent());
        } else {
            context.signalNoMoreSplits(subtask);
        }
    }
}
