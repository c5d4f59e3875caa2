package io.kafkars.flink.message;

import io.kafkars.flink.types.ImmutableTypeInfo;

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
public final class MessageTypeInfo extends ImmutableTypeInfo<Message> {

    private static final long serialVersionUID = 1L;

    public MessageTypeInfo() {
        super(Message.class);
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

    /** How Flink gets from the class {@link Message} to its description. */
    public static final class Factory extends TypeInfoFactory<Message> {

        @Override
        public TypeInformation<Message> createTypeInfo(
                Type type, Map<String, TypeInformation<?>> genericParameters) {
            return new MessageTypeInfo();
        }
    }
}
