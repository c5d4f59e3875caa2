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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The user's Kafka properties, checked, with those that the merge depends on set as it needs them.
 * All others pass through.
 *
 * <p>Immutable and equal by value. Its text has the names of the properties, and none of the values
 * that could be secret.
 */
public final class ConsumerProperties implements Serializable {

    private static final Logger LOG = LoggerFactory.getLogger(ConsumerProperties.class);

    /** Offsets are positions of what was released; only then may they be committed. */
    private static final Map<String, String> FORCED = forced();

    private static final Map<String, IsolationLevel> ISOLATION_LEVELS =
            Map.of(
                    "read_uncommitted", IsolationLevel.READ_UNCOMMITTED,
                    "read_committed", IsolationLevel.READ_COMMITTED);

    static {
        loadClientConfigs();
    }

    /**
     * Brokers give whole batches of records, and of all partitions but the first only those within
     * the limit: partitions with larger batches come one by one, each with a request of its own. So
     * this is well above a producer's usual batch, which is 16 KiB.
     */
    private static final int LEAST_PARTITION_FETCH_BYTES = 64 << 10;

    /**
     * A partition is not fetched while the client has records of it: where one is far behind the
     * others, and so read alone, each fetch costs a round trip with nothing to do meanwhile.
     */
    private static final int MOST_PARTITION_FETCH_BYTES = 4 << 20;

    /** Of a fetch that brings nothing, where new records are of no interest. */
    private static final int SHORTEST_WAIT_MILLIS = 5;

    /** The same where there is nothing to do but to wait for them. */
    private static final int LIVE_WAIT_MILLIS = 50;

    /** What a poll brings stays in the processor's cache until it is in chunks. */
    private static final int POLL_RECORDS = 1_000;

    /** Kafka's client looks at each partition in each poll, which many records have to pay for. */
    private static final int POLL_RECORDS_PER_PARTITION = 2;

    private final SortedMap<String, String> properties;

    private ConsumerProperties(SortedMap<String, String> properties) {
        this.properties = Collections.unmodifiableSortedMap(properties);
    }

    /**
     * Takes over the user's properties, a {@link Properties} or a map of strings. Warns of each
     * property that the user has set and that is forced to another value.
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
                                "Property {} is set to '{}', which cannot be had here: it is '{}'",
                                key,
                                set,
                                value);
                    }
                });
        return new ConsumerProperties(properties);
    }

    /**
     * Adds to the problems what is wrong with the properties: keys or values that are no strings,
     * no {@code bootstrap.servers}, an unknown {@code isolation.level}, a blank {@code group.id}.
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
                "Property '%s' must be set: addresses of Kafka brokers, host:port with commas"
                        + " between",
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
    }

    /** The properties that are always set, whatever the user says, and their values. */
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

    /** Which records the reader sees; offsets must be resolved by the same. */
    public IsolationLevel isolationLevel() {
        return ISOLATION_LEVELS.get(
                properties.getOrDefault(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted"));
    }

    /**
     * A new map for a consumer of keys and values as bytes; the caller may change it.
     *
     * <p>Kafka's client keeps up to {@code max.partition.fetch.bytes} of each partition ready, and
     * has up to {@code fetch.max.bytes} on their way. Unless the user has set them, the one adds up
     * to as much as the merge may hold, and the other is a quarter of it, but for the least that a
     * fetch needs. A poll brings 1,000 records, or two for each partition if those are more, but no
     * more than the larger of Kafka's default, 500, and half of what the merge may hold. The size
     * of the socket's receive buffer is left to the operating system: with Kafka's default, 64 KiB,
     * broker and client wait for each other hundreds of times a fetch.
     *
     * @param clientIdSuffix goes behind the user's client id, or behind {@code kafkars}
     * @param partitions number of partitions that it begins with
     * @param merge tells how much the merge holds
     * @param stopAtReplayEnd whether nothing is read that comes later
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
                String.valueOf(stopAtReplayEnd ? SHORTEST_WAIT_MILLIS : LIVE_WAIT_MILLIS));
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
                        within(
                                LEAST_PARTITION_FETCH_BYTES,
                                ofPartition,
                                MOST_PARTITION_FETCH_BYTES)));
        return consumer;
    }

    private static long within(long least, long value, long most) {
        return Math.max(least, Math.min(value, most));
    }

    /**
     * A new map for an admin client that talks to the same cluster in the same way: only what an
     * admin client knows, or needs to find the values of those.
     *
     * @param clientIdSuffix goes behind the user's client id, or behind {@code kafkars}
     */
    public Map<String, Object> forAdmin(String clientIdSuffix) {
        var admin = known(AdminClientConfig.configNames());
        admin.put(AdminClientConfig.CLIENT_ID_CONFIG, clientId(clientIdSuffix));
        return admin;
    }

    /**
     * A new map for a producer that talks to the same cluster in the same way: only what a producer
     * knows, or needs to find the values of those. Classes of the consumer's that a producer has
     * under the same name are left out, and transactions.
     *
     * <p>Each record is acknowledged by all replicas in sync. How large one may be is for the topic
     * to say.
     *
     * @param clientIdSuffix goes behind the user's client id, or behind {@code kafkars}
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

    /** Properties of these names, and those with which Kafka's client finds their values. */
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
     * Kafka's classes of configs look for the classes among their defaults with the class loader of
     * the thread that uses them first, and are broken for good if it finds none. On the thread that
     * plans a SQL query it may not know the jar that they came in; the loader of this class does.
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

    /** The entries, and those that a {@link Properties} only has as defaults. */
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
