// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.batches;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** Undoes the compression of a batch's records. */
@FunctionalInterface
public interface Codec {

    /**
     * Opens the records of a compressed batch.
     *
     * @param id of the compression, as batches name it: 1 to 7
     * @param compressed the records of one batch
     * @return the records as they were before
     * @throws IllegalArgumentException if there is no such compression
     */
    InputStream inflate(int id, ByteBuffer compressed) throws IOException;
}
