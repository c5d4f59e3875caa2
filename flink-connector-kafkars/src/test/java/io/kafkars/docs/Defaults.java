// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.docs;

import io.kafkars.consumer.ConsumerProperties;
import io.kafkars.consumer.LossSettings;
import io.kafkars.flink.KafkarsSource;
import io.kafkars.flink.drift.DriftSettings;
import io.kafkars.flink.errors.ErrorPolicy;
import io.kafkars.flink.reader.Elements;
import io.kafkars.flink.reader.RowElements;
import io.kafkars.merge.MergeSettings;
import io.kafkars.topics.SourceTopic;

import org.apache.kafka.clients.consumer.ConsumerConfig;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * The defaults of a source that is given only servers and a topic, as the options table shows them.
 */
final class Defaults {

    private static final String NONE = "none";

    private final Object settings;
    private final Elements<?> elements;

    private Defaults(KafkarsSource<?> source) throws ReflectiveOperationException {
        this.settings = field("settings").get(source);
        this.elements = (Elements<?>) field("elements").get(source);
    }

    private static Field field(String name) throws NoSuchFieldException {
        Field field = KafkarsSource.class.getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }

    /** The default by the name of the builder's method. */
    static Map<String, String> read() throws ReflectiveOperationException {
        return new Defaults(
                        KafkarsSource.messages()
                                .setBootstrapServers("localhost:9092")
                                .setTopics("events")
                                .build())
                .byMethod();
    }

    private Map<String, String> byMethod() throws ReflectiveOperationException {
        var merge = (MergeSettings) setting("merge");
        var properties = (ConsumerProperties) setting("properties");
        var topic = (SourceTopic) ((List<?>) setting("topics")).get(0);
        String clientId =
                (String)
                        properties
                                .forConsumer("0", 1, MergeSettings.DEFAULT, false)
                                .get(ConsumerConfig.CLIENT_ID_CONFIG);

        var defaults = new HashMap<String, String>();
        defaults.put("setBootstrapServers", "required");
        defaults.put("setTopics", NONE);
        defaults.put("setTopicPattern", NONE);
        defaults.put("setStartingOffsets", topic.policy().toString());
        defaults.put("setReplayEnd", setting("replayEnd").toString());
        defaults.put("stopAtReplayEnd", setting("stopsAtReplayEnd").toString());
        defaults.put(
                "setPartitionDiscoveryInterval", text((Duration) setting("discoveryInterval")));
        defaults.put("setErrorPolicy", errorPolicy());
        defaults.put("setBatchSize", count(merge.batchSize()));
        defaults.put("setMaxHeldRecords", count(merge.maxHeldRecords()));
        defaults.put("setMaxHeldBytes", (merge.maxHeldBytes() >> 20) + " MiB");
        defaults.put("setOutOfOrderness", text(merge.outOfOrderness()));
        defaults.put("setWatermarkInterval", text(merge.watermarkInterval()));
        defaults.put("setLiveMaxWait", text(merge.liveMaxWait()));
        defaults.put("setEmitWatermarks", setting("emitsWatermarks").toString());
        defaults.put("setBatchLinger", text(merge.batchLinger()));
        defaults.put("setLiveIdleTimeout", text(merge.liveIdleTimeout()));
        defaults.put("setFutureTolerance", text(merge.futureTolerance()));
        var loss = (LossSettings) setting("loss");
        defaults.put("setOnLostPosition", loss.onLostPosition().toString());
        defaults.put("setOnRecreatedTopic", loss.onRecreatedTopic().toString());
        defaults.put("setOnExpiredStart", loss.onExpiredStart().toString());
        defaults.put("setMissingTopicTimeout", text(loss.missingTopicTimeout()));
        var drift = (DriftSettings) setting("drift");
        defaults.put("setMaxDrift", Objects.toString(drift.maxDrift(), NONE));
        defaults.put("setDriftGroup", Objects.toString(drift.group(), NONE));
        defaults.put("setGroupId", properties.groupId().orElse(NONE));
        Object client = setting("client");
        defaults.put(
                "setCommitOffsetsOnCheckpoints",
                component(client, "commitsOffsetsOnCheckpoints").toString());
        defaults.put(
                "setRegisterConsumerMetrics",
                component(client, "registersConsumerMetrics").toString());
        defaults.put("setFetch", component(client, "fetch").toString());
        defaults.put("setEmitWatermarks", setting("emitsWatermarks").toString());
        defaults.put("setClientIdPrefix", clientId.replaceAll("-0$", ""));
        defaults.put("setRackIdSupplier", Objects.toString(component(client, "rackId"), NONE));
        defaults.put("setProperty", NONE);
        defaults.put("setProperties", NONE);
        return defaults;
    }

    private Object setting(String name) throws ReflectiveOperationException {
        return component(settings, name);
    }

    private static Object component(Object settings, String name)
            throws ReflectiveOperationException {
        Method accessor = settings.getClass().getDeclaredMethod(name);
        accessor.setAccessible(true);
        return accessor.invoke(settings);
    }

    private String errorPolicy() {
        ErrorPolicy policy = ((RowElements<?>) elements).errors().policy();
        return policy.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** In the largest unit that divides it. */
    private static String text(Duration duration) {
        if (duration.isZero()) {
            return "0";
        }
        if (duration.equals(Duration.ofHours(duration.toHours()))) {
            return duration.toHours() + " h";
        }
        if (duration.equals(Duration.ofMinutes(duration.toMinutes()))) {
            return duration.toMinutes() + " min";
        }
        return duration.equals(Duration.ofSeconds(duration.toSeconds()))
                ? duration.toSeconds() + " s"
                : duration.toMillis() + " ms";
    }
}
