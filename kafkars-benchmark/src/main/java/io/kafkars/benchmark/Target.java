// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * A target, and the figure that was measured for it.
 *
 * @param name what is measured or compared
 * @param atLeast whether the bound is a minimum rather than a maximum
 * @param bound the minimum or the maximum
 * @param unit of the bound and of the figure
 * @param measured the figure, if it was measured
 */
record Target(String name, boolean atLeast, double bound, String unit, OptionalDouble measured) {

    /** The targets as a Markdown table. */
    static String markdown(List<Target> targets) {
        var text = new StringBuilder("| | target | measured | met |\n|---|---|---|---|\n");
        for (Target target : targets) {
            text.append(
                    String.format(
                            "| %s | %s %s | %s | %s |%n",
                            target.name,
                            target.atLeast ? ">=" : "<=",
                            target.number(target.bound),
                            target.measured.isPresent()
                                    ? target.number(target.measured.getAsDouble())
                                    : "not measured",
                            target.met()));
        }
        return text.toString();
    }

    private String met() {
        if (measured.isEmpty()) {
            return "";
        }
        double difference = measured.getAsDouble() - bound;
        return (atLeast ? difference >= 0 : difference <= 0) ? "yes" : "no";
    }

    private String number(double number) {
        return String.format(Locale.ROOT, "%.2f%s", number, unit);
    }
}
