// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.chaos;

import org.apache.flink.api.common.serialization.Encoder;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.functions.sink.filesystem.bucketassigners.BasePathBucketAssigner;
import org.apache.flink.streaming.api.functions.sink.filesystem.rollingpolicies.OnCheckpointRollingPolicy;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files of the emissions that a job has committed. Flink's file sink makes a file visible when
 * the checkpoint that it belongs to completes, so if the source's state is right, each record is in
 * them exactly once.
 */
final class EmissionFiles {

    private EmissionFiles() {}

    static FileSink<Emission> sink(java.nio.file.Path directory) {
        Encoder<Emission> encoder = EmissionFiles::encode;
        return FileSink.forRowFormat(new Path(directory.toUri()), encoder)
                .withBucketAssigner(new BasePathBucketAssigner<>())
                .withRollingPolicy(OnCheckpointRollingPolicy.build())
                .build();
    }

    private static void encode(Emission emission, OutputStream stream) throws IOException {
        var out = new DataOutputStream(stream);
        emission.writeTo(out);
        out.flush();
    }

    /** All committed emissions, in any order; none if the sink has not created the directory. */
    static List<Emission> read(java.nio.file.Path directory) throws IOException {
        if (Files.notExists(directory)) {
            return List.of();
        }
        List<java.nio.file.Path> files;
        try (Stream<java.nio.file.Path> found = Files.list(directory)) {
            // The names of files that are not committed begin with a dot.
            files = found.filter(file -> !file.getFileName().toString().startsWith(".")).toList();
        }
        var emissions = new ArrayList<Emission>();
        for (java.nio.file.Path file : files) {
            try (var in =
                    new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
                readAll(in, emissions);
            }
        }
        return emissions;
    }

    private static void readAll(DataInputStream in, List<Emission> emissions) throws IOException {
        while (true) {
            in.mark(1);
            if (in.read() < 0) {
                return;
            }
            in.reset();
            try {
                emissions.add(Emission.readFrom(in));
            } catch (EOFException e) {
                throw new IOException("A committed file ends in the middle of an emission", e);
            }
        }
    }
}
