// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.topics;

import java.util.Collection;
import java.util.StringJoiner;
import java.util.TreeSet;

/** Writes partition numbers for messages, briefly however many there are. */
final class PartitionNumbers {

    private PartitionNumbers() {}

    /** The numbers in ascending order, consecutive ones as a range: {@code 0, 2 to 5, 9}. */
    static String text(Collection<Integer> numbers) {
        var text = new StringJoiner(", ");
        int first = -1;
        int last = -1;
        for (int number : new TreeSet<>(numbers)) {
            if (first >= 0 && number == last + 1) {
                last = number;
                continue;
            }
            addRange(text, first, last);
            first = number;
            last = number;
        }
        addRange(text, first, last);
        return text.toString();
    }

    private static void addRange(StringJoiner text, int first, int last) {
        if (first < 0) {
            return;
        }
        text.add(first == last ? "" + first : first + " to " + last);
    }
}
