// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.types;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

import java.util.Objects;

/**
 * Flink's description of a class whose instances are immutable, as one field. Descriptions of the
 * same class are equal.
 *
 * @param <T> the class
 */
@Internal
public final class ImmutableTypeInfo<T> extends TypeInformation<T> {

    private static final long serialVersionUID = 1L;

    private final Class<T> typeClass;
    private final ImmutableSerializer<T> serializer;
    private final boolean isKeyType;

    /**
     * @param isKeyType whether a stream may be keyed by the instances: whether they are equal by
     *     content, and hash the same in every JVM
     */
    public ImmutableTypeInfo(
            Class<T> typeClass, ImmutableSerializer<T> serializer, boolean isKeyType) {
        this.typeClass = Objects.requireNonNull(typeClass, "typeClass");
        this.serializer = Objects.requireNonNull(serializer, "serializer");
        this.isKeyType = isKeyType;
    }

    @Override
    public boolean isKeyType() {
        return isKeyType;
    }

    /** The serializer of all instances: it is thread-safe. */
    @Override
    public TypeSerializer<T> createSerializer(SerializerConfig config) {
        return serializer;
    }

    @Override
    public boolean isBasicType() {
        return false;
    }

    @Override
    public boolean isTupleType() {
        return false;
    }

    @Override
    public int getArity() {
        return 1;
    }

    @Override
    public int getTotalFields() {
        return 1;
    }

    @Override
    public Class<T> getTypeClass() {
        return typeClass;
    }

    @Override
    public String toString() {
        return typeClass.getSimpleName();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ImmutableTypeInfo<?> that && typeClass.equals(that.typeClass);
    }

    @Override
    public int hashCode() {
        return typeClass.getName().hashCode();
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof ImmutableTypeInfo;
    }
}
