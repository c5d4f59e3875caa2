// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.batches;

/** What should be a record batch is not one as a producer wrote it. */
public final class DamagedBatchException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final long baseOffset;

    DamagedBatchException(long baseOffset, String found) {
        super(found);
        this.baseOffset = baseOffset;
    }

    /** The offset with which the batch begins, as far as that can be believed. */
    public long baseOffset() {
        return baseOffset;
    }
}
