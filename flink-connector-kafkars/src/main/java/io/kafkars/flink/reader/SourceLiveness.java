// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.reader;

import org.apache.flink.annotation.Internal;

import java.util.concurrent.CompletableFuture;

/**
 * What a reader knows of the source as a whole: whether it is live. The enumerator tells each
 * reader when it registers, and again when the source goes live.
 *
 * <p>The readers of a restored source have splits from their own state, and could emit records
 * before they are told. They wait, so that the first record after a restore of a live source is
 * already one of a live source. Written by the task thread; any thread may read.
 */
@Internal
final class SourceLiveness {

    private final CompletableFuture<Void> known = new CompletableFuture<>();
    private volatile boolean live;

    /**
     * @param bounded whether the source ends instead of going live; its readers are told nothing
     */
    SourceLiveness(boolean bounded) {
        if (bounded) {
            known.complete(null);
        }
    }

    /** The enumerator has told the reader. */
    void told(boolean isLive) {
        live = isLive;
        known.complete(null);
    }

    boolean isKnown() {
        return known.isDone();
    }

    /** Completes when the reader has been told for the first time. */
    CompletableFuture<Void> known() {
        return known;
    }

    /** Whether the source is live, as far as the reader knows; false while unknown. */
    boolean isLive() {
        return live;
    }
}
