// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.demo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Compares the windows of a replay with those that it should have. */
final class WindowCheck {

    private static final int MAX_SHOWN = 10;

    private final List<WindowSummary> expected;
    private final List<WindowSummary> found;

    /**
     * @param expected the windows that the replay should have
     * @param found the windows that it has, in the order in which they were finished
     */
    WindowCheck(List<WindowSummary> expected, List<WindowSummary> found) {
        this.expected = expected;
        this.found = found;
    }

    /** Number of records in the expected windows. */
    long expectedRecords() {
        return records(expected);
    }

    /** Number of records in the windows of the replay. */
    long foundRecords() {
        return records(found);
    }

    /**
     * A line for each window that is missing, unexpected or different; at most ten of them, then a
     * count of the others.
     */
    List<String> differences() {
        Map<Long, WindowSummary> open = new HashMap<>();
        expected.forEach(window -> open.put(window.start(), window));
        List<String> differences = new ArrayList<>();
        for (WindowSummary window : found) {
            WindowSummary expectedWindow = open.remove(window.start());
            if (expectedWindow == null) {
                differences.add("unexpected, or there twice: " + Text.window(window));
            } else if (!expectedWindow.equals(window)) {
                differences.add(
                        "expected "
                                + Text.window(expectedWindow)
                                + ", found "
                                + Text.window(window));
            }
        }
        expected.stream()
                .filter(window -> open.containsKey(window.start()))
                .forEach(window -> differences.add("missing: " + Text.window(window)));
        return differences.size() <= MAX_SHOWN ? differences : shortened(differences);
    }

    private static List<String> shortened(List<String> lines) {
        List<String> some = new ArrayList<>(lines.subList(0, MAX_SHOWN));
        some.add("and " + (lines.size() - MAX_SHOWN) + " more windows that differ");
        return some;
    }

    private static long records(List<WindowSummary> windows) {
        return windows.stream().mapToLong(WindowSummary::records).sum();
    }
}
