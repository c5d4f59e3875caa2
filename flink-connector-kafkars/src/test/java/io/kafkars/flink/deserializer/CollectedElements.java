// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.deserializer;

import org.apache.flink.util.ExceptionUtils;

import java.util.ArrayList;
import java.util.List;

/** Stands in for the job after a schema: keeps the elements, or fails on each of them. */
public final class CollectedElements<T> implements Downstream<T> {

    private final List<T> elements = new ArrayList<>();
    private final RuntimeException failure;
    private boolean failed;

    public CollectedElements() {
        this(null);
    }

    /**
     * @param failure thrown for each element; {@code null} to keep them
     */
    public CollectedElements(RuntimeException failure) {
        this.failure = failure;
    }

    public List<T> elements() {
        return elements;
    }

    @Override
    public void collect(T element) {
        if (failure != null) {
            failed = true;
            throw failure;
        }
        elements.add(element);
    }

    @Override
    public void rethrowFailure() throws Exception {
        if (failed) {
            ExceptionUtils.rethrowException(failure);
        }
    }

    @Override
    public void close() {}
}
