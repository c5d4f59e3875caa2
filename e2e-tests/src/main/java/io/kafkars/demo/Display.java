// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.demo;

import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

import java.io.PrintStream;

/**
 * Shows a running replay: prints lines to the standard output, and a progress bar below them to the
 * error output. Used by one thread.
 */
final class Display implements AutoCloseable {

    private static final int BAR_WIDTH = 100;
    private static final String CLEAR_LINE = "\r\u001b[2K";

    private final PrintStream out;
    private final PrintStream err;
    private final boolean terminal = System.console() != null;
    private ProgressBar bar;

    Display(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /**
     * Shows a bar.
     *
     * @param total number of records of a full bar; negative if not known
     */
    void startBar(String task, String unit, long total) {
        bar =
                new ProgressBarBuilder()
                        .setTaskName(task)
                        .setInitialMax(total)
                        .setUnit(" " + unit, 1)
                        .setStyle(ProgressBarStyle.ASCII)
                        .setUpdateIntervalMillis(terminal ? 100 : 1000)
                        .setConsumer(new ConsoleProgressBarConsumer(err, BAR_WIDTH))
                        .build();
    }

    /** Corrects the number of records of a full bar. */
    void total(long records) {
        if (bar != null && records > 0) {
            bar.maxHint(records);
        }
    }

    /**
     * Moves the bar, if there is one.
     *
     * @param time event time of the last record, epoch milliseconds
     */
    void progress(long records, long time) {
        if (bar != null) {
            bar.stepTo(records);
            bar.setExtraMessage(Text.minute(time));
        }
    }

    /** Leaves the bar as it is on the terminal, and stops updating it. */
    void endBar() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }

    /** Prints a line above the bar. */
    void line(String text) {
        if (bar != null && terminal) {
            out.flush();
            err.print(CLEAR_LINE);
            err.flush();
        }
        out.println(text);
        if (bar != null && terminal) {
            out.flush();
            bar.refresh();
        }
    }

    @Override
    public void close() {
        endBar();
        out.flush();
    }
}
