// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.arrow;

import io.kafkars.merge.RecordView;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.util.ByteArrayReadableSeekableByteChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import static io.kafkars.testing.RecordViews.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/** Arrow's own readers read the result. */
class IpcAppenderTest {

    private static final Set<MessageColumn> ALL = EnumSet.allOf(MessageColumn.class);

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private BufferAllocator allocator;

    @BeforeEach
    void open() {
        allocator = ArrowMemory.newAllocator("test", 64 << 20);
    }

    @AfterEach
    void close() {
        allocator.close();
    }

    @Test
    void aFileHoldsTheBatchesOfAllStreamsInTheirOrder() throws Exception {
        appendTo(IpcAppender.toFile(out));
        try (var file =
                new ArrowFileReader(
                        new ByteArrayReadableSeekableByteChannel(out.toByteArray()), allocator)) {
            assertThat(file.getRecordBlocks()).hasSize(3);
            assertThat(rows(file)).isEqualTo(expected());
            file.loadRecordBatch(file.getRecordBlocks().get(1));
            assertThat(file.getVectorSchemaRoot().getRowCount()).isEqualTo(200);
        }
    }

    @Test
    void aStreamHoldsTheBatchesOfAllStreamsInTheirOrder() throws Exception {
        appendTo(IpcAppender.toStream(out));
        try (var stream =
                new ArrowStreamReader(new ByteArrayInputStream(out.toByteArray()), allocator)) {
            assertThat(rows(stream)).isEqualTo(expected());
        }
    }

    @Test
    void withoutAStreamNothingIsWritten() throws Exception {
        IpcAppender.toFile(out).finish();
        assertThat(out.size()).isZero();
    }

    @Test
    void streamsOfDifferentSchemasAreAnErrorThatNamesBoth() throws Exception {
        var appender = IpcAppender.toFile(out);
        appender.append(stream(Set.of(), 0, 1));
        assertThatIOException()
                .isThrownBy(() -> appender.append(stream(ALL, 0, 1)))
                .withMessageContaining("the first had Schema<key: Binary")
                .withMessageContaining("leader_epoch: Int(32, true)>");
    }

    @Test
    void aTruncatedStreamIsAnError() {
        byte[] whole = stream(Set.of(), 0, 100);
        assertThatIOException()
                .isThrownBy(
                        () ->
                                IpcAppender.toStream(out)
                                        .append(Arrays.copyOf(whole, whole.length - 100)))
                .withMessageContaining("ends within a message");
    }

    private void appendTo(IpcAppender appender) throws IOException {
        appender.append(stream(ALL, 0, 1));
        appender.append(stream(ALL, 1, 201));
        appender.append(stream(ALL, 201, 210));
        appender.finish();
    }

    private static List<String> expected() {
        return Rows.of(Released.live(records(0, 210)));
    }

    private static List<String> rows(ArrowReader reader) throws IOException {
        var rows = new ArrayList<String>();
        while (reader.loadNextBatch()) {
            rows.addAll(Rows.of(reader.getVectorSchemaRoot()));
        }
        return rows;
    }

    private byte[] stream(Set<MessageColumn> columns, int from, int to) {
        try (var vectors = new MessageVectors(columns, allocator)) {
            vectors.open(Released.live(records(from, to)));
            vectors.next();
            return new IpcWriter(vectors.root(), BodyCompression.NONE).write();
        }
    }

    private static List<RecordView> records(int from, int to) {
        var records = new ArrayList<RecordView>();
        for (int i = from; i < to; i++) {
            records.add(record("t", 0, i).timestamp(i).value("value " + i).build());
        }
        return records;
    }
}
