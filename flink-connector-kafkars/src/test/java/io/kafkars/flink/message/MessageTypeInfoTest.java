package io.kafkars.flink.message;

import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeHint;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.TypeInformationTestBase;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.api.java.typeutils.PojoTypeInfo;
import org.apache.flink.api.java.typeutils.TupleTypeInfo;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** With the rules that Flink has for every type. */
class MessageTypeInfoTest extends TypeInformationTestBase<MessageTypeInfo> {

    @Override
    protected MessageTypeInfo[] getTestData() {
        return new MessageTypeInfo[] {new MessageTypeInfo()};
    }

    @Test
    void flinkFindsTheTypeOfMessagesByItself() {
        assertThat(TypeInformation.of(Message.class)).isEqualTo(new MessageTypeInfo());
        assertThat(TypeInformation.of(new TypeHint<Tuple2<String, Message>>() {}))
                .isEqualTo(new TupleTypeInfo<>(Types.STRING, new MessageTypeInfo()));
    }

    @Test
    void flinkFindsTheTypeInsideOfUsersTypes() {
        var type = (PojoTypeInfo<Holder>) TypeInformation.of(Holder.class);

        assertThat(type.getPojoFieldAt(0).getTypeInformation()).isEqualTo(new MessageTypeInfo());
    }

    @Test
    void aStreamCanBeKeyedByMessages() {
        assertThat(new MessageTypeInfo().isKeyType()).isTrue();
    }

    @Test
    void theSerializerIsTheConnectorsOwn() {
        assertThat(new MessageTypeInfo().createSerializer(new SerializerConfigImpl()))
                .isInstanceOf(MessageSerializer.class);
    }

    /** A user's class. */
    public static class Holder {
        public Message message;
    }
}
