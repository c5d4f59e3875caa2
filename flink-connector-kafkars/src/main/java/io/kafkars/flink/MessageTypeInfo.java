package io.kafkars.flink;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInfoFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

import java.lang.reflect.Type;
import java.util.Map;

/**
 * Flink's description of {@link Message}. Flink finds it wherever it extracts the type, also inside
 * of other types; it has to be named only where Flink asks for a type.
 */
@PublicEvolving
public final class MessageTypeInfo extends TypeInformation<Message> {

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
    public Class<Message> getTypeClass() {
        return Message.class;
    }

    /** Messages are equal by content and hash the same in every JVM. */
    @Override
    public boolean isKeyType() {
        return true;
    }

    @Override
    public TypeSerializer<Message> createSerializer(SerializerConfig config) {
        return new MessageSerializer();
    }

    @Override
    public String toString() {
        return "Message";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MessageTypeInfo;
    }

    @Override
    public int hashCode() {
        return MessageTypeInfo.class.getName().hashCode();
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof MessageTypeInfo;
    }

    /** How Flink gets from the class {@link Message} to its description. */
    public static final class Factory extends TypeInfoFactory<Message> {

        @Override
        public TypeInformation<Message> createTypeInfo(
                Type type, Map<String, TypeInformation<?>> genericParameters) {
            return new MessageTypeInfo();
        }
    }
}
