package io.kafkars.flink.types;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.typeinfo.TypeInformation;

import java.util.Objects;

/**
 * Flink's description of a class whose instances never change, as one field. Two descriptions of
 * the same kind are equal.
 *
 * @param <T> the class
 */
@Internal
public abstract class ImmutableTypeInfo<T> extends TypeInformation<T> {

    private static final long serialVersionUID = 1L;

    private final Class<T> typeClass;

    protected ImmutableTypeInfo(Class<T> typeClass) {
        this.typeClass = Objects.requireNonNull(typeClass, "typeClass");
    }

    @Override
    public final boolean isBasicType() {
        return false;
    }

    @Override
    public final boolean isTupleType() {
        return false;
    }

    @Override
    public final int getArity() {
        return 1;
    }

    @Override
    public final int getTotalFields() {
        return 1;
    }

    @Override
    public final Class<T> getTypeClass() {
        return typeClass;
    }

    @Override
    public final String toString() {
        return typeClass.getSimpleName();
    }

    @Override
    public final boolean equals(Object other) {
        return other instanceof ImmutableTypeInfo<?> that
                && that.canEqual(this)
                && typeClass.equals(that.typeClass);
    }

    @Override
    public final int hashCode() {
        return typeClass.getName().hashCode();
    }

    @Override
    public final boolean canEqual(Object other) {
        return other != null && getClass() == other.getClass();
    }
}
