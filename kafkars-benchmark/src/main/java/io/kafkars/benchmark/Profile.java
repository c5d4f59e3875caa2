package io.kafkars.benchmark;

import jdk.jfr.Configuration;
import jdk.jfr.Recording;

import java.nio.file.Files;
import java.nio.file.Path;

/** Java Flight Recorder in this process, from the first task that asks for it to the last. */
final class Profile implements AutoCloseable {

    private Recording recording;

    /** Where the profile of a side goes. */
    static Path file(Path output, Variant variant, Side side) {
        return output.resolve("profile").resolve(variant + "-" + side + ".jfr").toAbsolutePath();
    }

    /** Starts it unless it runs already; ends it if the file is {@code null}. */
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
