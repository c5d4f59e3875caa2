package io.kafkars.testing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Gives less than it is asked for, as a network stream may. */
public final class OneByteAtATime extends InputStream {

    private final InputStream bytes;

    public OneByteAtATime(byte[] bytes) {
        this.bytes = new ByteArrayInputStream(bytes);
    }

    @Override
    public int read() throws IOException {
        return bytes.read();
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
        return bytes.read(target, from, Math.min(1, length));
    }
}
