// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.examples;

import io.kafkars.columns.Header;
import io.kafkars.flink.deserializer.RecordDeserializationSchema;
import io.kafkars.merge.RecordView;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.util.Collector;

import java.nio.charset.StandardCharsets;

/** A deserializer to be tested: degrees Celsius, or Fahrenheit if a header says so. */
final class TemperatureSchema implements RecordDeserializationSchema<Double> {

    private static final long serialVersionUID = 1L;

    @Override
    public void deserialize(RecordView record, Collector<Double> out) {
        if (record.value() == null) {
            return;
        }
        double degrees = Double.parseDouble(new String(record.value(), StandardCharsets.UTF_8));
        out.collect(isFahrenheit(record) ? (degrees - 32) / 1.8 : degrees);
    }

    private static boolean isFahrenheit(RecordView record) {
        var fahrenheit = new Header("unit", "F".getBytes(StandardCharsets.UTF_8));
        return record.headers().contains(fahrenheit);
    }

    @Override
    public TypeInformation<Double> getProducedType() {
        return Types.DOUBLE;
    }
}
