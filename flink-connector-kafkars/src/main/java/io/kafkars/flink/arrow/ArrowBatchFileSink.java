// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.arrow;

import io.kafkars.arrow.ArrowMemory;
import io.kafkars.arrow.IpcAppender;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.common.serialization.BulkWriter;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.functions.sink.filesystem.OutputFileConfig;
import org.apache.flink.streaming.api.functions.sink.filesystem.bucketassigners.BasePathBucketAssigner;
import org.apache.flink.streaming.api.functions.sink.filesystem.rollingpolicies.OnCheckpointRollingPolicy;

import java.io.IOException;

/**
 * Writes Arrow batches to files that every Arrow implementation reads. A new file begins with each
 * checkpoint, and a file gets its final name when its checkpoint completes. The finished files
 * together contain each record exactly once, in the order of the stream within each file.
 *
 * <pre>{@code
 * batches.sinkTo(ArrowBatchFileSink.files(new Path("s3://bucket/events")).build());
 * }</pre>
 *
 * <p>Needs {@code flink-connector-files}, which is part of Flink's distribution. The methods return
 * Flink's own builders, on which more can be set: the directory of a file, its name, and
 * compaction.
 */
@PublicEvolving
public final class ArrowBatchFileSink {

    private ArrowBatchFileSink() {}

    /** A sink of Arrow files, {@code .arrow}, which hold an index of their batches. */
    public static FileSink.DefaultBulkFormatBuilder<ArrowBatch> files(Path directory) {
        return sink(directory, ".arrow", out -> new Writer(IpcAppender.toFile(out), out));
    }

    /** A sink of Arrow IPC streams, {@code .arrows}, which are read from front to back. */
    public static FileSink.DefaultBulkFormatBuilder<ArrowBatch> streams(Path directory) {
        return sink(directory, ".arrows", out -> new Writer(IpcAppender.toStream(out), out));
    }

    private static FileSink.DefaultBulkFormatBuilder<ArrowBatch> sink(
            Path directory, String suffix, BulkWriter.Factory<ArrowBatch> writers) {
        ArrowMemory.checkOnClassPath();
        return FileSink.forBulkFormat(directory, writers)
                .withBucketAssigner(new BasePathBucketAssigner<>())
                .withRollingPolicy(OnCheckpointRollingPolicy.build())
                .withOutputFileConfig(
                        OutputFileConfig.builder()
                                .withPartPrefix("batches")
                                .withPartSuffix(suffix)
                                .build());
    }

    private record Writer(IpcAppender appender, FSDataOutputStream out)
            implements BulkWriter<ArrowBatch> {

        @Override
        public void addElement(ArrowBatch batch) throws IOException {
            appender.append(batch.ipcStream());
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }

        /** Flink closes the stream. */
        @Override
        public void finish() throws IOException {
            appender.finish();
            out.flush();
        }
    }
}
