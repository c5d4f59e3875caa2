// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.deserializer;

import org.apache.flink.annotation.Internal;
import org.apache.flink.util.Collector;

/**
 * Takes the elements that a schema collects. With operator chaining the remainder of the job runs
 * inside of {@link #collect}, and so inside of the schema, which may wrap or swallow what is thrown
 * there. So a failure is remembered.
 *
 * @param <T> type of the stream's elements
 */
@Internal
public interface Downstream<T> extends Collector<T> {

    /**
     * Does nothing unless {@link #collect} has failed.
     *
     * @throws Exception what {@link #collect} threw
     */
    void rethrowFailure() throws Exception;
}
