// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.format;

import org.apache.flink.annotation.Internal;

/** Reads the values of a vector in the form that they have in Flink's rows. */
@Internal
@FunctionalInterface
interface ValueReader {

    /** The value at this index, {@code null} if it is null. */
    Object read(int index);
}
