// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.deserializer;

import io.kafkars.merge.RecordView;
import io.kafkars.validation.Explanation;
import io.kafkars.validation.Problems;

import org.apache.flink.api.common.functions.InvalidTypesException;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.TypeExtractor;
import org.apache.flink.util.Collector;
import org.apache.flink.util.InstantiationUtil;
import org.apache.flink.util.TemporaryClassLoaderContext;

import org.apache.kafka.common.Configurable;
import org.apache.kafka.common.serialization.Deserializer;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** The record's value, read by one of Kafka's deserializers. */
final class DeserializerValueOnly<T> implements ValueOnly<T> {

    private static final long serialVersionUID = 1L;

    private final Class<? extends Deserializer<T>> deserializerClass;
    private final HashMap<String, String> config;
    private final TypeInformation<T> producedType;

    private transient Deserializer<T> deserializer;

    DeserializerValueOnly(
            Class<? extends Deserializer<T>> deserializerClass, Map<String, String> config) {
        requireUsable(Objects.requireNonNull(deserializerClass, "deserializerClass"));
        this.deserializerClass = deserializerClass;
        this.config = new HashMap<>(config);
        this.producedType = producedTypeOf(deserializerClass);
    }

    @Override
    @SuppressWarnings("try") // the resource acts by being closed
    public void open(DeserializationSchema.InitializationContext context) throws Exception {
        var userCode = context.getUserCodeClassLoader().asClassLoader();
        // Deserializers load classes named in their configuration through the thread's loader.
        try (var ignored = TemporaryClassLoaderContext.of(userCode)) {
            deserializer = deserializerClass.getConstructor().newInstance();
            if (deserializer instanceof Configurable configurable) {
                configurable.configure(config);
            } else {
                deserializer.configure(config, false);
            }
        } catch (Exception e) {
            // Without the configuration's values: they may be secrets.
            throw Explanation.of(
                    new IOException(
                            String.format(
                                    "Deserializer %s could not be created and configured with the"
                                            + " keys %s. See the suppressed exception, a %s, and the"
                                            + " deserializer's documentation for the configuration"
                                            + " that it needs.",
                                    deserializerClass.getName(),
                                    config.keySet(),
                                    e.getClass().getSimpleName())),
                    e);
        }
    }

    @Override
    public void deserialize(RecordView record, Collector<T> out) {
        var headers = ClientRecord.headersOf(record);
        T result = deserializer.deserialize(record.topic(), headers, record.value());
        if (result != null) {
            out.collect(result);
        }
    }

    @Override
    public void close() {
        if (deserializer != null) {
            deserializer.close();
            deserializer = null;
        }
    }

    @Override
    public TypeInformation<T> getProducedType() {
        return producedType;
    }

    @Override
    public Class<?> valueReader() {
        return deserializerClass;
    }

    /** A raw or unchecked call of the factory can pass any class. */
    private static void requireUsable(Class<?> type) {
        var problems = new Problems();
        problems.require(
                Deserializer.class.isAssignableFrom(type),
                "it must implement %s",
                Deserializer.class.getName());
        problems.require(
                InstantiationUtil.isProperClass(type),
                "it must be a class that can be instantiated, neither abstract nor an interface");
        problems.require(
                !InstantiationUtil.isNonStaticInnerClass(type),
                "it must be static, because it is declared inside another class");
        problems.require(InstantiationUtil.isPublic(type), "it must be public");
        problems.require(
                InstantiationUtil.hasPublicNullaryConstructor(type),
                "it must have a public constructor without parameters");
        problems.throwIfAny(
                "Class " + type.getName() + " cannot be used as deserializer of values");
    }

    private static <T> TypeInformation<T> producedTypeOf(
            Class<? extends Deserializer<T>> deserializerClass) {
        try {
            return TypeExtractor.createTypeInfo(
                    Deserializer.class, deserializerClass, 0, null, null);
        } catch (InvalidTypesException e) {
            throw Explanation.of(
                    new IllegalArgumentException(
                            String.format(
                                    "Deserializer %s does not say which type it produces. Give a"
                                            + " subclass that does, such as 'public class"
                                            + " OrderDeserializer extends %s<Order>', or implement"
                                            + " RecordDeserializationSchema.",
                                    deserializerClass.getName(),
                                    deserializerClass.getSimpleName())),
                    e);
        }
    }
}
