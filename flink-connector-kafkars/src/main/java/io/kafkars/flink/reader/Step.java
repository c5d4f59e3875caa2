// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.reader;

import org.apache.flink.annotation.Internal;

/**
 * What Flink's reader base takes for a record: the next records of a released batch, which are
 * emitted together. Flink may take a checkpoint between two steps, but not during one.
 */
@Internal
public interface Step {

    /**
     * Emits the elements of the step's records, then advances the states of their splits past them.
     *
     * @return number of records, at least 1
     * @throws Exception if no element can be made of a record, or from those who take the elements
     */
    int emit() throws Exception;
}
