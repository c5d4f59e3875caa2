// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.deserializer;

/** A schema that lets a class of another kind read the record's value. */
sealed interface ValueOnly<T> extends RecordDeserializationSchema<T>
        permits SchemaValueOnly, DeserializerValueOnly {

    /** The class that reads the value, which error messages name. */
    Class<?> valueReader();
}
