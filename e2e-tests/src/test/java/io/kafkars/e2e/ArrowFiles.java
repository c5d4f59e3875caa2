// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.e2e;

import io.kafkars.arrow.ArrowMemory;

import org.apache.arrow.dataset.file.FileFormat;
import org.apache.arrow.dataset.file.FileSystemDatasetFactory;
import org.apache.arrow.dataset.jni.NativeMemoryPool;
import org.apache.arrow.dataset.scanner.ScanOptions;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.TimeStampMilliTZVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.ArrowStreamReader;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Reads the rows of Arrow files of messages, with two implementations of Arrow. */
final class ArrowFiles {

    private static final long MEMORY_LIMIT = 256 << 20;
    private static final int BATCH_SIZE = 10_000;

    private ArrowFiles() {}

    static List<FoundRecord> readByJava(Path file) throws IOException {
        try (var allocator = ArrowMemory.newAllocator("Java", MEMORY_LIMIT);
                var channel = FileChannel.open(file);
                var reader = new ArrowFileReader(channel, allocator)) {
            return rows(reader);
        }
    }

    static List<FoundRecord> readStream(Path file) throws IOException {
        try (var allocator = ArrowMemory.newAllocator("Java", MEMORY_LIMIT);
                var in = Files.newInputStream(file);
                var reader = new ArrowStreamReader(in, allocator)) {
            return rows(reader);
        }
    }

    /** The vectors come from C++ over Arrow's C interface; Java does not read the file. */
    static List<FoundRecord> readByCpp(Path file) throws Exception {
        try (var allocator = ArrowMemory.newAllocator("C++", MEMORY_LIMIT);
                var factory =
                        new FileSystemDatasetFactory(
                                allocator,
                                NativeMemoryPool.getDefault(),
                                FileFormat.ARROW_IPC,
                                file.toUri().toString());
                var dataset = factory.finish();
                var scanner = dataset.newScan(new ScanOptions(BATCH_SIZE));
                var reader = scanner.scanBatches()) {
            return rows(reader);
        }
    }

    private static List<FoundRecord> rows(ArrowReader reader) throws IOException {
        var rows = new ArrayList<FoundRecord>();
        while (reader.loadNextBatch()) {
            VectorSchemaRoot root = reader.getVectorSchemaRoot();
            for (int row = 0; row < root.getRowCount(); row++) {
                rows.add(row(root, row));
            }
        }
        return rows;
    }

    private static FoundRecord row(VectorSchemaRoot root, int row) {
        return new FoundRecord(
                text((VarBinaryVector) root.getVector("key"), row),
                text((VarBinaryVector) root.getVector("value"), row),
                root.getVector("topic").getObject(row).toString(),
                ((IntVector) root.getVector("partition")).get(row),
                ((BigIntVector) root.getVector("offset")).get(row),
                ((TimeStampMilliTZVector) root.getVector("timestamp")).get(row));
    }

    private static String text(VarBinaryVector vector, int row) {
        return vector.isNull(row) ? null : new String(vector.get(row), UTF_8);
    }
}
