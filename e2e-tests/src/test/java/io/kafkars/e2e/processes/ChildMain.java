// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.e2e.processes;

import java.io.IOException;
import java.util.Arrays;

/**
 * Runs the main class of a child process, and ends the process when its parent ends: the standard
 * input of the child is a pipe that only the parent holds open.
 */
final class ChildMain {

    private ChildMain() {}

    /**
     * @param args name of the main class, and its own arguments
     */
    public static void main(String[] args) throws Exception {
        var watch = new Thread(ChildMain::endWithParent, "end with parent");
        watch.setDaemon(true);
        watch.start();
        Class.forName(args[0])
                .getMethod("main", String[].class)
                .invoke(null, (Object) Arrays.copyOfRange(args, 1, args.length));
    }

    private static void endWithParent() {
        try {
            while (System.in.read() >= 0) {
                // The parent writes nothing.
            }
        } catch (IOException e) {
            // The pipe is broken, which also means that the parent has ended.
        }
        Runtime.getRuntime().halt(1);
    }
}
