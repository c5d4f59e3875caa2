// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * A target, and the figure that was measured for it.
 *
 * @param name what is measured or compared
 * @param bound what the figure should be
 * @param unit of the bound and of the figure
 * @param measured the figure, if it was measured
 */
record Target(String name, Bound bound, String unit, OptionalDouble measured) {

    /** What a figure should be. */
    sealed interface Bound {}

    record AtLeast(double minimum) implements Bound {}

    record AtMost(double maximum) implements Bound {}

    /** The figure is only stated. */
    record Stated() implements Bound {}

    /** The targets as a Markdown table. */
    static String markdown(List<Target> targets) {
        var text = new StringBuilder("| | target | measured | met |\n|---|---|---|---|\n");
        for (Target target : targets) {
            text.append(
                    String.format(
                            "| %s | %s | %s | %s |%n",
                            target.name,
                            target.boundText(),
                            target.measured.isPresent()
                                    ? target.number(target.measured.getAsDouble())
                                    : "not measured",
                            target.met()));
        }
        return text.toString();
    }

    private String boundText() {
        if (bound instanceof AtLeast atLeast) {
            return ">= " + number(atLeast.minimum());
        }
        if (bound instanceof AtMost atMost) {
            return "<= " + number(atMost.maximum());
        }
        return "stated";
    }

    private String met() {
        if (measured.isEmpty() || bound instanceof Stated) {
            return "";
        }
        double figure = measured.getAsDouble();
        boolean met =
                bound instanceof AtLeast atLeast
                        ? figure >= atLeast.minimum()
                        : figure <= ((AtMost) bound).maximum();
        return met ? "yes" : "no";
    }

    private String number(double number) {
        return String.format(Locale.ROOT, "%.2f%s", number, unit);
    }
}
