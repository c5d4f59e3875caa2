// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.message;

import io.kafkars.flink.types.ImmutableTypeInfo;

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

/** Includes Flink's own tests for every type. */
class MessageTypeTest extends TypeInformationTestBase<ImmutableTypeInfo<?>> {

    @Override
    protected ImmutableTypeInfo<?>[] getTestData() {
        return new ImmutableTypeInfo<?>[] {(ImmutableTypeInfo<?>) Message.TYPE_INFO};
    }

    @Test
    void flinkFindsTheTypeOfMessagesByItself() {
        assertThat(TypeInformation.of(Message.class)).isEqualTo(Message.TYPE_INFO);
        assertThat(TypeInformation.of(new TypeHint<Tuple2<String, Message>>() {}))
                .isEqualTo(new TupleTypeInfo<>(Types.STRING, Message.TYPE_INFO));
    }

    @Test
    void flinkFindsTheTypeInsideOfUsersTypes() {
        var type = (PojoTypeInfo<Holder>) TypeInformation.of(Holder.class);

        assertThat(type.getPojoFieldAt(0).getTypeInformation()).isEqualTo(Message.TYPE_INFO);
    }

    @Test
    void aStreamCanBeKeyedByMessages() {
        assertThat(Message.TYPE_INFO.isKeyType()).isTrue();
    }

    @Test
    void theSerializerIsTheConnectorsOwn() {
        assertThat(Message.TYPE_INFO.createSerializer(new SerializerConfigImpl()))
                .isInstanceOf(MessageSerializer.class);
    }

    /** A user's class. */
    public static class Holder {
        public Message message;
    }
}
