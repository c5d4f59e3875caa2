// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.consumer;

import io.kafkars.merge.MergeSettings;
import io.kafkars.validation.Problems;

import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.network.Selectable;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.Serializable;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The user's Kafka properties, checked. Those that the merge depends on are forced to the values it
 * needs; all others pass through.
 *
 * <p>Immutable and equal by value. {@link #toString} has the names of the properties, and no value
 * that could be secret.
 */
public final class ConsumerProperties implements Serializable {

    private static final Logger LOG = LoggerFactory.getLogger(ConsumerProperties.class);

    /** Above all, only offsets of released records may be committed. */
    private static final Map<String, String> FORCED = forced();

    private static final Map<String, IsolationLevel> ISOLATION_LEVELS =
            Map.of(
                    "read_uncommitted", IsolationLevel.READ_UNCOMMITTED,
                    "read_committed", IsolationLevel.READ_COMMITTED);

    private static final Set<String> CHECKED_HERE = checkedHere();

    static {
        loadClientConfigs();
    }

    /**
     * Brokers return whole batches of records and, for all partitions of a fetch but the first,
     * only batches within this limit: partitions with larger batches are fetched one by one, each
     * with its own request. So this is well above a producer's usual batch, which is 16 KiB.
     */
    private static final int MIN_PARTITION_FETCH_BYTES = 64 << 10;

    /**
     * A partition is not fetched while the client still has records of it. So when one partition is
     * far behind the others, and is fetched alone, each fetch is a round trip during which there is
     * nothing to do. Large fetches make these fewer.
     */
    private static final int MAX_PARTITION_FETCH_BYTES = 4 << 20;

    /** How long a broker holds a fetch without new records, where nobody waits for such records. */
    private static final int BOUNDED_WAIT_MILLIS = 5;

    /** The same for a source that goes live, and then has nothing to do but wait for them. */
    private static final int LIVE_WAIT_MILLIS = 50;

    /** Few enough that what a poll returns stays in the processor's cache until it is in chunks. */
    private static final int POLL_RECORDS = 1_000;

    /** Each poll costs Kafka's client some time per partition; more records spread that cost. */
    private static final int POLL_RECORDS_PER_PARTITION = 2;

    private final SortedMap<String, String> properties;

    private ConsumerProperties(SortedMap<String, String> properties) {
        this.properties = Collections.unmodifiableSortedMap(properties);
    }

    /**
     * Takes the user's properties, from a {@link Properties} or a map of strings. Warns about each
     * property that is forced to another value than the user's.
     *
     * @throws IllegalArgumentException listing every problem that {@link #check} finds
     */
    public static ConsumerProperties of(Map<?, ?> userProperties) {
        var problems = new Problems();
        check(userProperties, problems);
        problems.throwIfAny("The Kafka properties cannot be used");
        var properties = new TreeMap<String, String>();
        entries(userProperties)
                .forEach((key, value) -> properties.put((String) key, (String) value));
        FORCED.forEach(
                (key, value) -> {
                    var set = properties.put(key, value);
                    if (set != null && !set.equals(value)) {
                        LOG.warn(
                                "Property {} is set to '{}', which is overridden: the source needs"
                                        + " '{}'",
                                key,
                                set,
                                value);
                    }
                });
        return new ConsumerProperties(properties);
    }

    /**
     * Adds to the problems what is wrong with the properties: keys or values that are not strings,
     * missing {@code bootstrap.servers}, an unknown {@code isolation.level}, a blank {@code
     * group.id}, and values that Kafka's clients refuse, each on its own or together.
     */
    public static void check(Map<?, ?> userProperties, Problems problems) {
        var entries = entries(userProperties);
        entries.forEach(
                (key, value) -> {
                    if (!(key instanceof String)) {
                        problems.add(
                                "Key of property '%s' must be a string, is of %s",
                                key, typeOf(key));
                    } else if (!(value instanceof String)) {
                        problems.add(
                                "Value of property '%s' must be a string, is of %s",
                                key, typeOf(value));
                    }
                });
        problems.require(
                !(entries.getOrDefault(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, "")
                                instanceof String servers)
                        || !servers.isBlank(),
                "Property '%s' must be set: addresses of Kafka brokers, host:port separated by"
                        + " commas",
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG);
        if (entries.get(ConsumerConfig.ISOLATION_LEVEL_CONFIG) instanceof String level) {
            problems.require(
                    ISOLATION_LEVELS.containsKey(level),
                    "Property '%s' must be read_uncommitted or read_committed, is '%s'",
                    ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                    level);
        }
        if (entries.get(ConsumerConfig.GROUP_ID_CONFIG) instanceof String group) {
            problems.require(
                    !group.isBlank(),
                    "Property '%s' must not be blank: name a group, or leave it out",
                    ConsumerConfig.GROUP_ID_CONFIG);
        }
        PropertyValues.check(strings(entries), CHECKED_HERE, problems);
    }

    private static Map<String, String> strings(Map<Object, Object> entries) {
        var strings = new HashMap<String, String>();
        entries.forEach(
                (key, value) -> {
                    if (key instanceof String name && value instanceof String text) {
                        strings.put(name, text);
                    }
                });
        return strings;
    }

    /** The properties that override the user's, with their values. */
    public static Map<String, String> forcedProperties() {
        return FORCED;
    }

    /** Addresses of the brokers. */
    public String bootstrapServers() {
        return properties.get(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG);
    }

    /** The consumer group, if there is one. */
    public Optional<String> groupId() {
        return Optional.ofNullable(properties.get(ConsumerConfig.GROUP_ID_CONFIG));
    }

    /** Which records the reader sees; offsets must be resolved at the same level. */
    public IsolationLevel isolationLevel() {
        return ISOLATION_LEVELS.get(
                properties.getOrDefault(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted"));
    }

    /**
     * A new map for a consumer of keys and values as bytes; the caller may change it.
     *
     * <p>Sizes are set unless the user has set them. Kafka's client buffers up to {@code
     * max.partition.fetch.bytes} of each partition: all partitions together get as much as the
     * merge may hold. It has up to {@code fetch.max.bytes} in flight: a quarter of that. Both have
     * a lower limit that a fetch needs. A poll returns 1,000 records, or two per partition if that
     * is more, but no more than half of the records that the merge may hold, or Kafka's default of
     * 500 if that is more. The size of the socket's receive buffer is left to the operating system:
     * with Kafka's default of 64 KiB, broker and client would wait for each other hundreds of times
     * per fetch.
     *
     * @param clientIdSuffix appended to the user's client id, or to {@code kafkars}
     * @param partitions number of partitions at the start
     * @param merge how much the merge may hold
     * @param stopAtReplayEnd whether nothing is read after the replay end
     */
    public Map<String, Object> forConsumer(
            String clientIdSuffix, int partitions, MergeSettings merge, boolean stopAtReplayEnd) {
        var consumer = new HashMap<String, Object>(properties);
        consumer.put(ConsumerConfig.CLIENT_ID_CONFIG, clientId(clientIdSuffix));
        long inFlight = merge.maxHeldBytes() / 4;
        long ofPartition = merge.maxHeldBytes() / Math.max(1, partitions);
        long pollRecords = Math.max(POLL_RECORDS, (long) POLL_RECORDS_PER_PARTITION * partitions);
        consumer.putIfAbsent(
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                String.valueOf(stopAtReplayEnd ? BOUNDED_WAIT_MILLIS : LIVE_WAIT_MILLIS));
        consumer.putIfAbsent(
                ConsumerConfig.RECEIVE_BUFFER_CONFIG,
                String.valueOf(Selectable.USE_DEFAULT_BUFFER_SIZE));
        consumer.putIfAbsent(
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                String.valueOf(
                        within(
                                ConsumerConfig.DEFAULT_MAX_POLL_RECORDS,
                                merge.maxHeldRecords() / 2,
                                pollRecords)));
        consumer.putIfAbsent(
                ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
                String.valueOf(
                        within(
                                ConsumerConfig.DEFAULT_MAX_PARTITION_FETCH_BYTES,
                                inFlight,
                                ConsumerConfig.DEFAULT_FETCH_MAX_BYTES)));
        consumer.putIfAbsent(
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                String.valueOf(
                        within(MIN_PARTITION_FETCH_BYTES, ofPartition, MAX_PARTITION_FETCH_BYTES)));
        return consumer;
    }

    private static long within(long min, long value, long max) {
        return Math.max(min, Math.min(value, max));
    }

    /**
     * A new map for an admin client of the same cluster: only properties that an admin client has,
     * and those of the config providers that resolve their values.
     *
     * @param clientIdSuffix appended to the user's client id, or to {@code kafkars}
     */
    public Map<String, Object> forAdmin(String clientIdSuffix) {
        var admin = known(AdminClientConfig.configNames());
        admin.put(AdminClientConfig.CLIENT_ID_CONFIG, clientId(clientIdSuffix));
        return admin;
    }

    /**
     * A new map for a producer to the same cluster: only properties that a producer has, and those
     * of the config providers that resolve their values. Interceptors are left out, since the
     * user's are for consumers, and so are transactions.
     *
     * <p>Each record is acknowledged by all in-sync replicas. The topic, not the producer, limits
     * the size of a record.
     *
     * @param clientIdSuffix appended to the user's client id, or to {@code kafkars}
     */
    public Map<String, Object> forProducer(String clientIdSuffix) {
        var producer = known(ProducerConfig.configNames());
        producer.remove(ProducerConfig.INTERCEPTOR_CLASSES_CONFIG);
        producer.remove(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
        producer.put(ProducerConfig.CLIENT_ID_CONFIG, clientId(clientIdSuffix));
        producer.put(ProducerConfig.ACKS_CONFIG, "all");
        producer.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.MAX_VALUE);
        return producer;
    }

    /** Properties of these names, and those of the config providers. */
    private Map<String, Object> known(Set<String> names) {
        var known = new HashMap<String, Object>();
        properties.forEach(
                (key, value) -> {
                    if (names.contains(key)
                            || key.startsWith(AdminClientConfig.CONFIG_PROVIDERS_CONFIG + ".")) {
                        known.put(key, value);
                    }
                });
        return known;
    }

    private String clientId(String suffix) {
        return properties.getOrDefault(ConsumerConfig.CLIENT_ID_CONFIG, "kafkars") + "-" + suffix;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ConsumerProperties that && properties.equals(that.properties);
    }

    @Override
    public int hashCode() {
        return properties.hashCode();
    }

    @Override
    public String toString() {
        return String.format(
                "ConsumerProperties{%s=%s, %s=%s, and values for %s}",
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers(),
                ConsumerConfig.GROUP_ID_CONFIG,
                groupId().orElse("none"),
                properties.keySet());
    }

    /**
     * Initialises Kafka's config classes. They load the classes among their default values with the
     * context class loader of the thread that uses them first, and are unusable for good if that
     * fails. On the thread that plans a SQL query, that loader may not know the jar they came in;
     * the loader of this class does.
     */
    private static void loadClientConfigs() {
        Thread thread = Thread.currentThread();
        ClassLoader ofThread = thread.getContextClassLoader();
        thread.setContextClassLoader(ConsumerProperties.class.getClassLoader());
        try {
            ConsumerConfig.configNames();
            AdminClientConfig.configNames();
            ProducerConfig.configNames();
        } finally {
            thread.setContextClassLoader(ofThread);
        }
    }

    private static Set<String> checkedHere() {
        var names = new HashSet<>(FORCED.keySet());
        names.add(ConsumerConfig.ISOLATION_LEVEL_CONFIG);
        names.add(ConsumerConfig.GROUP_ID_CONFIG);
        return names;
    }

    private static Map<String, String> forced() {
        var forced = new LinkedHashMap<String, String>();
        forced.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        forced.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        forced.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        var deserializer = ByteArrayDeserializer.class.getName();
        forced.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, deserializer);
        forced.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, deserializer);
        return Collections.unmodifiableMap(forced);
    }

    /** The entries, including those that a {@link Properties} has only as defaults. */
    private static Map<Object, Object> entries(Map<?, ?> userProperties) {
        var entries = new HashMap<Object, Object>();
        if (userProperties instanceof Properties withDefaults) {
            withDefaults
                    .stringPropertyNames()
                    .forEach(name -> entries.put(name, withDefaults.getProperty(name)));
        }
        entries.putAll(userProperties);
        return entries;
    }

    private static String typeOf(Object value) {
        return value == null ? "no type: null" : "type " + value.getClass().getName();
    }
}
