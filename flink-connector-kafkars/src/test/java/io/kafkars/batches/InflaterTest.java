// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.batches;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class InflaterTest {

    private static final int LIMIT = 1 << 20;

    private byte[] content = {};
    private int open;

    /** Returns the content, some bytes at a time. */
    private final Codec codec =
            (id, compressed) -> {
                open++;
                return new ByteArrayInputStream(content) {
                    @Override
                    public synchronized int read(byte[] out, int from, int size) {
                        return super.read(out, from, Math.min(size, 1_000));
                    }

                    @Override
                    public void close() {
                        open--;
                    }
                };
            };

    private final Inflater inflater = new Inflater(codec, LIMIT);

    private byte[] inflated(int size) throws IOException {
        content = new byte[size];
        Arrays.fill(content, (byte) size);
        int inflated = inflater.inflate(1, new byte[10], 2, 3);
        return Arrays.copyOf(inflater.array(), inflated);
    }

    @Test
    void batchesOfAllSizesAreInflatedOneAfterTheOther() throws IOException {
        for (int size : new int[] {0, 1, 64 << 10, (64 << 10) + 1, 300_000, 5, LIMIT - 1}) {
            assertThat(inflated(size)).hasSize(size).isEqualTo(content);
        }
        assertThat(open).isZero();
    }

    @Test
    void theCodecGetsTheBytesOfTheBatchAlone() throws IOException {
        byte[] bytes = {9, 9, 1, 2, 3, 9};
        var copying =
                new Inflater(
                        (id, compressed) -> {
                            byte[] rest = new byte[compressed.remaining()];
                            compressed.get(rest);
                            rest[0] += (byte) (10 * id);
                            return new ByteArrayInputStream(rest);
                        });

        assertThat(copying.inflate(4, bytes, 2, 3)).isEqualTo(3);
        assertThat(copying.array()).startsWith(41, 2, 3);
    }

    @Test
    void whatInflatesWithoutEndIsRefused() {
        Codec endless =
                (id, compressed) -> {
                    open++;
                    return new InputStream() {
                        @Override
                        public int read() {
                            return 0;
                        }

                        @Override
                        public void close() {
                            open--;
                        }
                    };
                };

        assertThatThrownBy(() -> new Inflater(endless, LIMIT).inflate(1, new byte[1], 0, 1))
                .isInstanceOf(IOException.class)
                .hasMessage("1048576 bytes or more when inflated");
        assertThat(open).isZero();
    }

    @Test
    void aStreamThatReturnsNothingHasEnded() throws IOException {
        Codec idle =
                (id, compressed) ->
                        new InputStream() {
                            @Override
                            public int read() {
                                return 0;
                            }

                            @Override
                            public int read(byte[] out, int from, int size) {
                                return 0;
                            }
                        };

        assertThat(new Inflater(idle).inflate(1, new byte[1], 0, 1)).isZero();
    }

    @Test
    void aLargeArrayIsNotKept() throws IOException {
        var large = new Inflater(codec, 100 << 20);
        content = new byte[20 << 20];
        large.inflate(1, new byte[1], 0, 1);

        content = new byte[1];
        large.inflate(1, new byte[1], 0, 1);

        assertThat(large.array()).hasSizeLessThan(1 << 20);
    }
}
