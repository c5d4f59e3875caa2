package io.kafkars.flink.arrow;

import io.kafkars.flink.types.ImmutableTypeInfo;

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
public final class ArrowBatchTypeInfo extends ImmutableTypeInfo<ArrowBatch> {

    private static final long serialVersionUID = 1L;

    public ArrowBatchTypeInfo() {
        super(ArrowBatch.class);
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

    /** How Flink gets from the class {@link ArrowBatch} to its description. */
    public static final class Factory extends TypeInfoFactory<ArrowBatch> {

        @Override
        public TypeInformation<ArrowBatch> createTypeInfo(
                Type type, Map<String, TypeInformation<?>> genericParameters) {
            return new ArrowBatchTypeInfo();
        }
    }
}
