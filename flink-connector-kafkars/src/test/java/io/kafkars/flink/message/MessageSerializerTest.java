// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.message;

import org.apache.flink.api.common.typeutils.SerializerTestBase;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** Flink's own tests for every serializer. */
class MessageSerializerTest extends SerializerTestBase<Message> {

    @Override
    protected TypeSerializer<Message> createSerializer() {
        return new MessageSerializer();
    }

    @Override
    protected int getLength() {
        return -1;
    }

    @Override
    protected Class<Message> getTypeClass() {
        return Message.class;
    }

    @Override
    protected Message[] getTestData() {
        return Messages.ALL.toArray(Message[]::new);
    }
}
