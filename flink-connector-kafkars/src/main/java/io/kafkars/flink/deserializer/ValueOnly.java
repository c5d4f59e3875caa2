// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.deserializer;

/** A schema that leaves the record's value to a class of another kind. */
sealed interface ValueOnly<T> extends RecordDeserializationSchema<T>
        permits SchemaValueOnly, DeserializerValueOnly {

    /** The class that reads the value, the one an error has to name. */
    Class<?> valueReader();
}
