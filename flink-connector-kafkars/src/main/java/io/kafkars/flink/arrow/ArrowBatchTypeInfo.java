package io.kafkars.flink.arrow;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInfoFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

import java.lang.reflect.Type;
import java.util.Map;

/**
 * Flink's description of {@link ArrowBatch}. Flink finds it wherever it extracts the type, also
 * inside of other types; it has to be named only where Flink asks for a type.
 */
@PublicEvolving
public final class ArrowBatchTypeInfo extends TypeInformation<ArrowBatch> {

    private static final long serialVersionUID = 1L;

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
    public Class<ArrowBatch> getTypeClass() {
        return ArrowBatch.class;
    }

    /** Rows have keys; a batch has many rows. */
    @Override
    public boolean isKeyType() {
        return false;
    }

    @Override
    public TypeSerializer<ArrowBatch> createSerializer(SerializerConfig config) {
        return new ArrowBatchSerializer();
    }

    @Override
    public String toString() {
        return "ArrowBatch";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ArrowBatchTypeInfo;
    }

    @Override
    public int hashCode() {
        return ArrowBatchTypeInfo.class.getName().hashCode();
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof ArrowBatchTypeInfo;
    }

    /** How Flink gets from the class {@link ArrowBatch} to its description. */
    public static final class Factory extends TypeInfoFactory<ArrowBatch> {

        @Override
        public TypeInformation<ArrowBatch> createTypeInfo(
                Type type, Map<String, TypeInformation<?>> genericParameters) {
            return new ArrowBatchTypeInfo();
        }
    }
}
