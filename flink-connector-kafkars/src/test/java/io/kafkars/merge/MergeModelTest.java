// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.merge;

import org.junit.jupiter.api.Test;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Visits every state that a merge of a few short partitions can reach, in whatever order the
 * partitions deliver and batches are released. In no state is every partition with data paused
 * while nothing can be released, and each state leads to another one until everything is released.
 */
class MergeModelTest {

    private static final MergeSettings TINY =
            MergeSettings.DEFAULT.withBatchSize(1).withMaxHeldRecords(1);

    private long states;
    private long worlds;

    @Test
    void noStateOfTwoPartitionsIsStuck() {
        List<String> words = new ArrayList<>();
        addWords("", 2, words);
        for (String first : words) {
            for (String second : words) {
                visitAll(TINY, List.of(first, second));
            }
        }
        report("two partitions of up to 2 offsets", 40_000);
    }

    @Test
    void noStateOfTwoLongerPartitionsIsStuck() {
        List<String> words =
                List.of(
                        "|", "112|", "21m|", "mm1|", "1-2|", "1|12", "12|m", "m2m|", "-1|1",
                        "mmm|");
        for (String first : words) {
            for (String second : words) {
                visitAll(TINY.withBatchSize(2).withMaxHeldRecords(4), List.of(first, second));
                visitAll(TINY.withMaxHeldBytes(1).withMaxHeldRecords(100), List.of(first, second));
            }
        }
        report("two partitions of 3 offsets", 10_000);
    }

    @Test
    void noStateOfThreePartitionsIsStuck() {
        List<String> words = List.of("|", "12|", "2m|1", "m|", "1-3|");
        for (String first : words) {
            for (String second : words) {
                for (String third : words) {
                    visitAll(TINY, List.of(first, second, third));
                }
            }
        }
        report("three partitions of up to 3 offsets", 20_000);
    }

    /**
     * Adds all logs that continue the word by up to so many offsets, with the replay end at each
     * place.
     */
    private static void addWords(String word, int more, List<String> words) {
        if (!word.contains("|")) {
            addWords(word + "|", more, words);
        } else {
            words.add(word);
        }
        if (more > 0) {
            for (String next : List.of("1", "2", "m")) {
                addWords(word + next, more - 1, words);
            }
        }
    }

    private void visitAll(MergeSettings settings, List<String> words) {
        List<PartitionLog> logs = SmallWorld.logs(words);
        List<KeyedRecord> replay =
                new ReplayOracle(settings.futureTolerance().toMillis()).replayOf(logs);
        var pathTo = new HashMap<String, int[]>();
        var open = new ArrayDeque<int[]>();
        open.add(new int[0]);
        pathTo.put(
                walk(new SmallWorld(settings, logs, replay), new int[0]).fingerprint(),
                open.peek());
        boolean completed = false;
        while (!open.isEmpty()) {
            int[] path = open.poll();
            SmallWorld here = walk(new SmallWorld(settings, logs, replay), path);
            assertThat(here.problem()).as("%s after %s", words, Arrays.toString(path)).isNull();
            completed |= here.isComplete();
            boolean leadsOn = false;
            for (int action = 0; action < here.actions(); action++) {
                SmallWorld next = walk(new SmallWorld(settings, logs, replay), path);
                if (!next.perform(action)) {
                    continue;
                }
                int[] longer = Arrays.copyOf(path, path.length + 1);
                longer[path.length] = action;
                leadsOn |= !next.fingerprint().equals(here.fingerprint());
                if (pathTo.putIfAbsent(next.fingerprint(), longer) == null) {
                    open.add(longer);
                }
            }
            assertThat(leadsOn || here.isComplete())
                    .as("%s after %s leads on or is complete", words, Arrays.toString(path))
                    .isTrue();
        }
        assertThat(completed).isTrue();
        states += pathTo.size();
        worlds++;
    }

    private static SmallWorld walk(SmallWorld world, int[] path) {
        for (int action : path) {
            world.perform(action);
        }
        return world;
    }

    /**
     * Prints how many states were visited, and fails if there were so few that the test means
     * nothing.
     */
    private void report(String what, long minimum) {
        System.out.printf("%s: %,d states of %,d worlds visited%n", what, states, worlds);
        assertThat(states).as("states visited").isGreaterThan(minimum);
    }
}
