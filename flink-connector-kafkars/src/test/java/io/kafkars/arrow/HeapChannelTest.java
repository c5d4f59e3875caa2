// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.arrow;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;

import static org.assertj.core.api.Assertions.assertThat;

class HeapChannelTest {

    private final HeapChannel channel = new HeapChannel();

    private void write(int... bytes) {
        var source = ByteBuffer.allocate(bytes.length);
        for (int each : bytes) {
            source.put((byte) each);
        }
        assertThat(channel.write(source.flip())).isEqualTo(bytes.length);
        assertThat(source.hasRemaining()).isFalse();
    }

    @Test
    void anArrayOfTheRightSizeIsHandedOverWithoutACopy() {
        channel.begin(4);
        write(1, 2);
        write(3, 4);

        assertThat(channel.size()).isEqualTo(4);
        assertThat(channel.take()).containsExactly(1, 2, 3, 4);
    }

    @Test
    void itGrowsAsNeeded() {
        channel.begin(1);
        write(1, 2, 3);
        write(4);
        write(5, 6, 7, 8, 9, 10);

        assertThat(channel.take()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    }

    @Test
    void anArrayThatIsTooLargeIsTrimmed() {
        channel.begin(100);
        write(1);

        assertThat(channel.take()).containsExactly(1);
    }

    @Test
    void takenBytesAreNotOverwritten() {
        channel.begin(1);
        write(1);
        byte[] first = channel.take();
        channel.begin(1);
        write(2);

        assertThat(first).containsExactly(1);
        assertThat(channel.take()).containsExactly(2);
    }
}
