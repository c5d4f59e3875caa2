// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.deserializer;

import io.kafkars.flink.message.Message;
import io.kafkars.merge.RecordView;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.Collector;

/** Each record as it is. */
final class MessageSchema implements RecordDeserializationSchema<Message> {

    private static final long serialVersionUID = 1L;

    @Override
    public void deserialize(RecordView record, Collector<Message> out) {
        out.collect(Message.of(record));
    }

    @Override
    public TypeInformation<Message> getProducedType() {
        return Message.TYPE_INFO;
    }
}
