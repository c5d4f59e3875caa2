// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table.options;

import io.kafkars.validation.Problems;

import org.apache.flink.annotation.Internal;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigurationUtils;
import org.apache.flink.configuration.FallbackKey;
import org.apache.flink.table.factories.DeserializationFormatFactory;
import org.apache.flink.table.factories.Factory;
import org.apache.flink.table.factories.FactoryUtil;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The keys that the options of a table may have. */
@Internal
public final class OptionKeys {

    private final Set<String> keys = new TreeSet<>();
    private final Set<ConfigOption<?>> maps = new HashSet<>();
    private final Map<String, String> options;

    /**
     * @param factory makes the table, and names its options
     * @param options as they were given
     */
    public OptionKeys(Factory factory, Map<String, String> options) {
        this.options = options;
        addAll(
                "",
                List.of(
                        FactoryUtil.CONNECTOR,
                        FactoryUtil.PROPERTY_VERSION,
                        FactoryUtil.WATERMARK_EMIT_STRATEGY,
                        FactoryUtil.WATERMARK_ALIGNMENT_GROUP,
                        FactoryUtil.WATERMARK_ALIGNMENT_MAX_DRIFT,
                        FactoryUtil.WATERMARK_ALIGNMENT_UPDATE_INTERVAL,
                        FactoryUtil.SOURCE_IDLE_TIMEOUT));
        addAll("", factory.requiredOptions());
        addAll("", factory.optionalOptions());
    }

    /** Adds the options of the format that the option names. */
    public OptionKeys withFormat(ConfigOption<String> option, ClassLoader classLoader) {
        String identifier = options.get(option.key());
        if (identifier == null || !keys.contains(option.key())) {
            return this;
        }
        String prefix = FactoryUtil.getFormatPrefix(option, identifier);
        try {
            var format =
                    FactoryUtil.discoverFactory(
                            classLoader, DeserializationFormatFactory.class, identifier);
            addAll(prefix, format.requiredOptions());
            addAll(prefix, format.optionalOptions());
        } catch (RuntimeException e) {
            // There is no such format, which is reported where the format is made. Its options are
            // not reported as unknown in addition.
            options.keySet().stream().filter(key -> key.startsWith(prefix)).forEach(keys::add);
        }
        return this;
    }

    private void addAll(String prefix, Collection<ConfigOption<?>> added) {
        for (ConfigOption<?> option : added) {
            keys.add(prefix + option.key());
            for (FallbackKey fallback : option.fallbackKeys()) {
                keys.add(prefix + fallback.getKey());
            }
            if (ConfigurationUtils.canBePrefixMap(option)) {
                options.keySet().stream()
                        .filter(key -> key.startsWith(prefix + option.key() + "."))
                        .forEach(keys::add);
            }
        }
    }

    /** Adds a problem for each given key that is unknown, with the key that was probably meant. */
    public void check(Problems problems) {
        for (String key : new TreeSet<>(options.keySet())) {
            boolean checkedElsewhere =
                    key.startsWith(KafkarsOptions.PROPERTIES_PREFIX)
                            || key.startsWith(KafkarsOptions.TOPIC_PREFIX);
            problems.require(
                    checkedElsewhere || keys.contains(key),
                    "Option '%s' is unknown%s",
                    key,
                    checkedElsewhere || keys.contains(key) ? "" : hint(key));
        }
    }

    /** The option that was probably meant, which may be a property of Kafka without its prefix. */
    private String hint(String key) {
        Set<String> properties = KafkaProperties.knownOptions();
        String asProperty = KafkarsOptions.PROPERTIES_PREFIX + key;
        if (properties.contains(asProperty)) {
            return NearestName.hint(asProperty, properties);
        }
        var all = new TreeSet<>(keys);
        all.addAll(properties);
        String nearest = NearestName.hint(key, all);
        return nearest.isEmpty() ? NearestName.hint(asProperty, 2, properties) : nearest;
    }
}
