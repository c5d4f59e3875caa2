// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.arrow;

import io.kafkars.merge.RecordView;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

import static io.kafkars.testing.RecordViews.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** After each test, all memory has been released. */
class IpcStreamTest {

    private static final int CONTINUATION_BYTES = 4;

    private BufferAllocator allocator;

    @BeforeEach
    void open() {
        allocator = ArrowMemory.newAllocator("test", 64 << 20);
    }

    @AfterEach
    void close() {
        allocator.close();
    }

    private byte[] stream(int rows) {
        try (var vectors = new MessageVectors(Set.of(), allocator)) {
            var records = new ArrayList<RecordView>();
            for (int i = 0; i < rows; i++) {
                records.add(record("t", 0, i).timestamp(i).value("value " + i).build());
            }
            vectors.open(Released.live(records));
            vectors.next();
            return new IpcWriter(vectors.root(), BodyCompression.NONE).write();
        }
    }

    /** The number of rows of each batch. */
    private List<Integer> read(byte[] bytes) throws IOException {
        try (var stream = new IpcStream(bytes, allocator)) {
            var rows = new ArrayList<Integer>();
            while (stream.next()) {
                stream.validate();
                rows.add(stream.root().getRowCount());
            }
            return rows;
        }
    }

    private byte[] joined(byte[]... streams) throws IOException {
        var out = new ByteArrayOutputStream();
        var appender = IpcAppender.toStream(out);
        for (byte[] stream : streams) {
            appender.append(stream);
        }
        appender.finish();
        return out.toByteArray();
    }

    @Test
    void batchesAreLoadedOneAfterTheOtherIntoTheSameVectors() throws Exception {
        assertThat(read(joined(stream(3), stream(200), stream(1)))).containsExactly(3, 200, 1);
        try (var stream = new IpcStream(joined(stream(1), stream(2)), allocator)) {
            var root = stream.root();
            stream.next();
            stream.next();
            assertThat(stream.root()).isSameAs(root);
        }
    }

    @Test
    void theEndOfStreamMarkerMayBeMissing() throws Exception {
        byte[] whole = stream(5);
        int marker = 2 * CONTINUATION_BYTES;

        assertThat(read(Arrays.copyOf(whole, whole.length - marker))).containsExactly(5);
        assertThat(read(Arrays.copyOf(whole, whole.length - CONTINUATION_BYTES)))
                .as("half of it is missing")
                .containsExactly(5);
    }

    @Test
    void theRowsOfATruncatedStreamAreCompleteOrRefused() throws Exception {
        byte[] whole = joined(stream(3), stream(4));
        for (int size = 1; size < whole.length; size++) {
            List<Integer> rows;
            try {
                rows = read(Arrays.copyOf(whole, size));
            } catch (IOException refused) {
                assertThat(refused)
                        .hasMessageMatching("Arrow IPC stream is truncated.*|.*without a schema");
                continue;
            }
            assertThat(rows).as("%d bytes", size).isIn(List.of(), List.of(3), List.of(3, 4));
        }
    }

    @Test
    void noBytesAndFilesAreRefusedWithWhatWasFound() throws Exception {
        assertThatIOException()
                .isThrownBy(() -> read(new byte[0]))
                .withMessage("Expected an Arrow IPC stream, found no bytes");
        assertThatIOException()
                .isThrownBy(() -> read(new byte[] {0, 0, 0, 0}))
                .withMessage("Expected an Arrow IPC stream, found one without a schema");
        var file = new ByteArrayOutputStream();
        var appender = IpcAppender.toFile(file);
        appender.append(stream(1));
        appender.finish();
        assertThatIOException()
                .isThrownBy(() -> read(file.toByteArray()))
                .withMessageStartingWith("Expected an Arrow IPC stream, found an Arrow file");
    }

    @Test
    void aSecondSchemaIsRefused() {
        byte[] one = stream(1);
        byte[] twice = Arrays.copyOf(one, 2 * one.length - 2 * CONTINUATION_BYTES);
        System.arraycopy(one, 0, twice, one.length - 2 * CONTINUATION_BYTES, one.length);

        assertThatIOException()
                .isThrownBy(() -> read(twice))
                .withMessageContaining("begins with its one schema, found message 2");
    }

    @Test
    void anAllocatorThatIsTooSmallIsNotADamagedStream() {
        byte[] bytes = stream(1_000);
        try (var small = ArrowMemory.newAllocator("small", 100)) {
            assertThatThrownBy(
                            () -> {
                                try (var stream = new IpcStream(bytes, small)) {
                                    stream.next();
                                }
                            })
                    .isInstanceOf(OutOfMemoryException.class);
        }
    }
}
