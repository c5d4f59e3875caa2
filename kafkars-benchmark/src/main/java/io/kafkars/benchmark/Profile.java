// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import jdk.jfr.Configuration;
import jdk.jfr.Recording;

import java.nio.file.Files;
import java.nio.file.Path;

/** A Java Flight Recorder recording of this process, from the first profiled task to the last. */
final class Profile implements AutoCloseable {

    private Recording recording;

    /** The file of a side's profile. */
    static Path file(Path output, Variant variant, Side side) {
        return output.resolve("profile").resolve(variant + "-" + side + ".jfr").toAbsolutePath();
    }

    /** Starts recording to the file unless it runs already; stops if the file is {@code null}. */
    void writeTo(String file) throws Exception {
        if (file == null) {
            close();
            return;
        }
        if (recording != null) {
            return;
        }
        Files.createDirectories(Path.of(file).toAbsolutePath().getParent());
        recording = new Recording(Configuration.getConfiguration("profile"));
        recording.setDestination(Path.of(file));
        recording.start();
    }

    @Override
    public void close() {
        if (recording != null) {
            // Stopping it writes the file.
            recording.stop();
            recording.close();
            recording = null;
        }
    }
}
