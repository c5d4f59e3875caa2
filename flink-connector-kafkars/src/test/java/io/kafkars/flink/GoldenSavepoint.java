// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink;

import io.kafkars.flink.enumerator.EnumeratorStateSerializer;
import io.kafkars.flink.message.MessageSerializerSnapshot;
import io.kafkars.flink.split.KafkarsSplitSerializer;

import org.apache.flink.util.FileUtils;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A savepoint kept in the repository, in a directory of its own. Its file {@code next-offsets.txt}
 * has a line for each partition: the offset of the first message that the job had not received when
 * the savepoint was taken. The parent directory is named after the versions of the state.
 */
record GoldenSavepoint(Path directory) {

    private static final String NEXT_OFFSETS = "next-offsets.txt";

    /** When a savepoint is taken. */
    enum Moment {
        IN_REPLAY("in-replay"),
        LIVE("live");

        private final String directory;

        Moment(String directory) {
            this.directory = directory;
        }
    }

    /** All savepoints in the repository, of this and of earlier versions. */
    static List<GoldenSavepoint> kept() throws IOException {
        var kept = new ArrayList<GoldenSavepoint>();
        for (Path version : list(resources())) {
            for (Path savepoint : list(version)) {
                kept.add(new GoldenSavepoint(savepoint));
            }
        }
        return kept;
    }

    /** The savepoint of the versions that are written now, below a directory. */
    static GoldenSavepoint in(Path savepoints, Moment moment) {
        return new GoldenSavepoint(savepoints.resolve(versions()).resolve(moment.directory));
    }

    /** The versions of everything that the connector writes into a savepoint. */
    static String versions() {
        return "split-%d-enumerator-%d-message-%d"
                .formatted(
                        new KafkarsSplitSerializer().getVersion(),
                        new EnumeratorStateSerializer().getVersion(),
                        new MessageSerializerSnapshot().getCurrentVersion());
    }

    boolean isOf(Moment moment) {
        return directory.endsWith(moment.directory);
    }

    boolean exists() {
        return Files.exists(directory.resolve("_metadata"))
                && Files.exists(directory.resolve(NEXT_OFFSETS));
    }

    /** By partition, the offset of the first message after the savepoint. */
    Map<Integer, Long> nextOffsets() throws IOException {
        var offsets = new TreeMap<Integer, Long>();
        for (String line : Files.readAllLines(directory.resolve(NEXT_OFFSETS))) {
            String[] words = line.split(" ");
            offsets.put(Integer.valueOf(words[0]), Long.valueOf(words[1]));
        }
        return offsets;
    }

    /** Keeps a savepoint that Flink wrote. Never replaces one that is kept already. */
    void keep(Path savepoint, Map<Integer, Long> nextOffsets) throws IOException {
        if (Files.exists(directory)) {
            throw new IllegalStateException(
                    directory
                            + " already exists. A kept savepoint must not change; if these versions"
                            + " of the state have not been released, delete it first");
        }
        Files.createDirectories(directory.getParent());
        FileUtils.copy(toFlink(savepoint), toFlink(directory), false);
        Files.write(
                directory.resolve(NEXT_OFFSETS),
                nextOffsets.entrySet().stream()
                        .map(entry -> entry.getKey() + " " + entry.getValue())
                        .toList());
    }

    @Override
    public String toString() {
        return directory.getParent().getFileName() + "/" + directory.getFileName();
    }

    private static org.apache.flink.core.fs.Path toFlink(Path path) {
        return new org.apache.flink.core.fs.Path(path.toUri());
    }

    /** The directory of the savepoints in the repository. */
    static Path sources() {
        return Path.of(System.getProperty("basedir", ""), "src", "test", "resources", "savepoints")
                .toAbsolutePath();
    }

    private static Path resources() {
        try {
            return Path.of(GoldenSavepoint.class.getResource("/savepoints").toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(Files::isDirectory).sorted().toList();
        }
    }
}
