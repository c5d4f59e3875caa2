// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink;

import io.kafkars.flink.deserializer.RecordDeserializationSchema;
import io.kafkars.merge.RecordView;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.util.Collector;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Emits each number in the value, and fails at the first word that is not a number. */
final class Numbers implements RecordDeserializationSchema<Integer> {

    private static final long serialVersionUID = 1L;

    @Override
    public void deserialize(RecordView record, Collector<Integer> out) {
        for (String word : new String(record.value(), UTF_8).split(" ")) {
            out.collect(Integer.valueOf(word));
        }
    }

    @Override
    public TypeInformation<Integer> getProducedType() {
        return Types.INT;
    }
}
