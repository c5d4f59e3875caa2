// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table.options;

import io.kafkars.consumer.LossSettings;
import io.kafkars.consumer.LostPositionPolicy;
import io.kafkars.fetch.FetchMode;
import io.kafkars.flink.KafkarsSourceBuilder;
import io.kafkars.merge.MergeSettings;
import io.kafkars.topics.ExpiredStartPolicy;
import io.kafkars.topics.RecreatedTopicPolicy;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.table.factories.FactoryUtil;

import java.time.Duration;
import java.util.List;

/**
 * The options of a table with {@code 'connector' = 'kafkars'}. Those that Flink's Kafka connector
 * has with the same meaning have the same names. Besides them: {@code properties.*} for Kafka's
 * consumer, the options of formats, Flink's {@code scan.watermark.*}, and, under {@link
 * #TOPIC_PREFIX}, the startup options for a single topic.
 */
@PublicEvolving
public final class KafkarsOptions {

    /** Prefix of the properties of Kafka's consumer. */
    public static final String PROPERTIES_PREFIX = "properties.";

    /**
     * Prefix of the startup options for a single topic. The name of the topic follows, a dot, and
     * the key of the option without its {@code scan.startup.}.
     */
    public static final String TOPIC_PREFIX = "scan.startup.topic.";

    // What is read

    public static final ConfigOption<String> BOOTSTRAP_SERVERS =
            ConfigOptions.key("properties.bootstrap.servers")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "Addresses of Kafka brokers, host:port separated by commas. Required.");

    public static final ConfigOption<String> GROUP_ID =
            ConfigOptions.key("properties.group.id")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "Consumer group: its offsets can say where to start or end, and"
                                    + " offsets can be committed to it.");

    public static final ConfigOption<List<String>> TOPIC =
            ConfigOptions.key("topic")
                    .stringType()
                    .asList()
                    .noDefaultValue()
                    .withDescription(
                            "Names of the topics, separated by semicolons. Either this or"
                                    + " 'topic-pattern' is required.");

    public static final ConfigOption<String> TOPIC_PATTERN =
            ConfigOptions.key("topic-pattern")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "Regular expression for whole names of topics, also of later ones.");

    public static final ConfigOption<List<Integer>> SCAN_PARTITIONS =
            ConfigOptions.key("scan.partitions")
                    .intType()
                    .asList()
                    .noDefaultValue()
                    .withDescription(
                            "Numbers of the partitions to read of each topic, separated by"
                                    + " semicolons. Default: all.");

    public static final ConfigOption<Duration> SCAN_DISCOVERY_INTERVAL =
            ConfigOptions.key("scan.topic-partition-discovery.interval")
                    .durationType()
                    .defaultValue(KafkarsSourceBuilder.DEFAULT_DISCOVERY_INTERVAL)
                    .withDescription(
                            "How often the source looks for new partitions and topics; 0 for"
                                    + " never. A bounded scan never looks.");

    public static final ConfigOption<Integer> SCAN_PARALLELISM = FactoryUtil.SOURCE_PARALLELISM;

    // Where it starts

    public static final ConfigOption<StartupMode> SCAN_STARTUP_MODE =
            ConfigOptions.key("scan.startup.mode")
                    .enumType(StartupMode.class)
                    .noDefaultValue()
                    .withDescription(
                            "Where reading starts. Default: if 'properties.group.id' is set,"
                                    + " 'group-offsets', and 'earliest-offset' where the group"
                                    + " has none; otherwise 'earliest-offset'.");

    public static final ConfigOption<Long> SCAN_STARTUP_TIMESTAMP_MILLIS =
            ConfigOptions.key("scan.startup.timestamp-millis")
                    .longType()
                    .noDefaultValue()
                    .withDescription("Epoch milliseconds for 'timestamp', at least 0.");

    public static final ConfigOption<String> SCAN_STARTUP_SPECIFIC_OFFSETS =
            ConfigOptions.key("scan.startup.specific-offsets")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "Offsets for 'specific-offsets', such as"
                                    + " 'partition:0,offset:42;partition:3,offset:earliest'; the"
                                    + " words earliest and latest can stand for offsets."
                                    + " Other partitions start at their earliest offset.");

    public static final ConfigOption<Duration> SCAN_STARTUP_RELATIVE_TIME =
            ConfigOptions.key("scan.startup.relative-time")
                    .durationType()
                    .noDefaultValue()
                    .withDescription(
                            "For 'relative-time': maximum age of the first record at job start.");

    public static final ConfigOption<String> SCAN_STARTUP_TIME_OF_DAY =
            ConfigOptions.key("scan.startup.time-of-day")
                    .stringType()
                    .defaultValue("00:00")
                    .withDescription("Time of day for 'start-of-day', as HH:mm or HH:mm:ss.");

    public static final ConfigOption<String> SCAN_STARTUP_TIME_ZONE =
            ConfigOptions.key("scan.startup.time-zone")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "Time zone for 'start-of-day', such as Europe/Paris. Default: the"
                                    + " time zone of the session ('table.local-time-zone').");

    // Where it ends

    public static final ConfigOption<BoundedMode> SCAN_BOUNDED_MODE =
            ConfigOptions.key("scan.bounded.mode")
                    .enumType(BoundedMode.class)
                    .defaultValue(BoundedMode.UNBOUNDED)
                    .withDescription("Where the table ends, if it does.");

    public static final ConfigOption<Long> SCAN_BOUNDED_TIMESTAMP_MILLIS =
            ConfigOptions.key("scan.bounded.timestamp-millis")
                    .longType()
                    .noDefaultValue()
                    .withDescription(
                            "Epoch milliseconds for 'timestamp', exclusive, at least 0: a"
                                    + " partition ends before its first record stamped at that"
                                    + " time or later.");

    public static final ConfigOption<String> SCAN_BOUNDED_SPECIFIC_OFFSETS =
            ConfigOptions.key("scan.bounded.specific-offsets")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "Exclusive offsets for 'specific-offsets', such as"
                                    + " 'partition:0,offset:42;partition:1,offset:latest'."
                                    + " Partitions that are not named end at their latest offset.");

    public static final ConfigOption<ReplayEndMode> SCAN_REPLAY_END_MODE =
            ConfigOptions.key("scan.replay.end.mode")
                    .enumType(ReplayEndMode.class)
                    .defaultValue(ReplayEndMode.LATEST_OFFSET)
                    .withDescription(
                            "Where the ordered replay ends and the table goes live; with"
                                    + " 'scan.bounded.mode' = 'replay-end', where the table ends.");

    public static final ConfigOption<Long> SCAN_REPLAY_END_TIMESTAMP_MILLIS =
            ConfigOptions.key("scan.replay.end.timestamp-millis")
                    .longType()
                    .noDefaultValue()
                    .withDescription("Epoch milliseconds for 'timestamp', exclusive, at least 0.");

    public static final ConfigOption<String> SCAN_REPLAY_END_SPECIFIC_OFFSETS =
            ConfigOptions.key("scan.replay.end.specific-offsets")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "Exclusive offsets for 'specific-offsets', written as for"
                                    + " 'scan.bounded.specific-offsets'.");

    // Order, memory, liveness

    public static final ConfigOption<Integer> SCAN_BATCH_SIZE =
            ConfigOptions.key("scan.batch-size")
                    .intType()
                    .defaultValue(MergeSettings.DEFAULT.batchSize())
                    .withDescription("Maximum number of records released at once, at least 1.");

    public static final ConfigOption<Long> SCAN_HOLD_MAX_RECORDS =
            ConfigOptions.key("scan.hold.max-records")
                    .longType()
                    .defaultValue(MergeSettings.DEFAULT.maxHeldRecords())
                    .withDescription(
                            "How many records a subtask holds before it pauses partitions that"
                                    + " are ahead, at least 1.");

    public static final ConfigOption<MemorySize> SCAN_HOLD_MAX_BYTES =
            ConfigOptions.key("scan.hold.max-bytes")
                    .memoryType()
                    .defaultValue(new MemorySize(MergeSettings.DEFAULT.maxHeldBytes()))
                    .withDescription("The same limit in bytes of heap, at least 1.");

    public static final ConfigOption<Duration> SCAN_OUT_OF_ORDERNESS =
            ConfigOptions.key("scan.out-of-orderness")
                    .durationType()
                    .defaultValue(MergeSettings.DEFAULT.outOfOrderness())
                    .withDescription(
                            "How far the source's watermark stays behind, for partitions that are"
                                    + " not themselves in time order.");

    public static final ConfigOption<Duration> SCAN_WATERMARK_INTERVAL =
            ConfigOptions.key("scan.watermark-interval")
                    .durationType()
                    .defaultValue(MergeSettings.DEFAULT.watermarkInterval())
                    .withDescription(
                            "How far apart the watermarks of a replay are, at least 1 ms: there is"
                                    + " one before the first record of each interval.");

    public static final ConfigOption<Duration> SCAN_LIVE_MAX_WAIT =
            ConfigOptions.key("scan.live.max-wait")
                    .durationType()
                    .defaultValue(MergeSettings.DEFAULT.liveMaxWait())
                    .withDescription(
                            "How long a live record waits for empty partitions; 0 for no wait.");

    public static final ConfigOption<Duration> SCAN_LIVE_IDLE_TIMEOUT =
            ConfigOptions.key("scan.live.idle-timeout")
                    .durationType()
                    .defaultValue(MergeSettings.DEFAULT.liveIdleTimeout())
                    .withDescription(
                            "How long a live partition may be without records before it no longer"
                                    + " holds the watermark back, if Kafka says that it is read to"
                                    + " its end.");

    public static final ConfigOption<Duration> SCAN_FUTURE_TOLERANCE =
            ConfigOptions.key("scan.future-tolerance")
                    .durationType()
                    .defaultValue(MergeSettings.DEFAULT.futureTolerance())
                    .withDescription(
                            "By how much a timestamp may be ahead of what is expected and still be"
                                    + " believed at once: of the record before it in the replay, of"
                                    + " its arrival once live.");

    public static final ConfigOption<Boolean> SCAN_FILTER_PUSH_DOWN =
            ConfigOptions.key("scan.filter.push-down")
                    .booleanType()
                    .defaultValue(true)
                    .withDescription(
                            "Whether filters narrow what is read. If false, Flink evaluates them on"
                                    + " the rows, so that parts of a statement that filter the table"
                                    + " differently share one scan of it.");

    public static final ConfigOption<Duration> SCAN_FILTER_MAX_DISORDER =
            ConfigOptions.key("scan.filter.max-disorder")
                    .durationType()
                    .noDefaultValue()
                    .withDescription(
                            "How much older a record may be than an earlier record of its"
                                    + " partition. If set, an upper bound on the record's"
                                    + " timestamp, as column or as metadata, ends a bounded scan"
                                    + " early: at the first record that is later than the bound"
                                    + " by more than this. Older records after that point are not"
                                    + " found. Default: unknown; such a bound only filters.");

    public static final ConfigOption<Boolean> SCAN_COMMIT_OFFSETS =
            ConfigOptions.key("scan.commit-offsets-on-checkpoint")
                    .booleanType()
                    .defaultValue(false)
                    .withDescription(
                            "Whether offsets are committed to the consumer group when a checkpoint"
                                    + " completes. Needs 'properties.group.id'.");

    public static final ConfigOption<FetchMode> SCAN_FETCH =
            ConfigOptions.key("scan.fetch")
                    .enumType(FetchMode.class)
                    .defaultValue(FetchMode.AUTO)
                    .withDescription(
                            "Whether fetches are parsed directly, or polled from KafkaConsumer.");

    // Errors

    public static final ConfigOption<ErrorMode> SCAN_ERRORS_MODE =
            ConfigOptions.key("scan.errors.mode")
                    .enumType(ErrorMode.class)
                    .defaultValue(ErrorMode.FAIL)
                    .withDescription(
                            "What happens to a record that the formats cannot decode. Their own"
                                    + " options, such as 'json.ignore-parse-errors', come first.");

    public static final ConfigOption<String> SCAN_ERRORS_DEAD_LETTER_TOPIC =
            ConfigOptions.key("scan.errors.dead-letter.topic")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "For 'dead-letter': the topic to which such records are written, in"
                                    + " the same cluster. It must exist.");

    // What Kafka no longer has

    public static final ConfigOption<LostPositionPolicy> SCAN_ON_LOST_POSITION =
            ConfigOptions.key("scan.on-lost-position")
                    .enumType(LostPositionPolicy.class)
                    .defaultValue(LossSettings.DEFAULT.onLostPosition())
                    .withDescription(
                            "What happens when the log does not have the position of a partition,"
                                    + " because retention overtook it, the state is older than"
                                    + " the log, or the log was truncated: fail, or continue at"
                                    + " the earliest or latest offset and count what is lost.");

    public static final ConfigOption<RecreatedTopicPolicy> SCAN_ON_RECREATED_TOPIC =
            ConfigOptions.key("scan.on-recreated-topic")
                    .enumType(RecreatedTopicPolicy.class)
                    .defaultValue(LossSettings.DEFAULT.onRecreatedTopic())
                    .withDescription(
                            "What happens when a topic was deleted and recreated: fail, or read"
                                    + " it from its earliest offset when the job is restored.");

    public static final ConfigOption<ExpiredStartPolicy> SCAN_ON_EXPIRED_START =
            ConfigOptions.key("scan.on-expired-start")
                    .enumType(ExpiredStartPolicy.class)
                    .defaultValue(LossSettings.DEFAULT.onExpiredStart())
                    .withDescription(
                            "What happens when a scan is to start at a time, and records of that"
                                    + " time may have been deleted: start at the earliest"
                                    + " remaining record, with a warning, or fail.");

    public static final ConfigOption<Duration> SCAN_MAX_DRIFT =
            ConfigOptions.key("scan.max-drift")
                    .durationType()
                    .noDefaultValue()
                    .withDescription(
                            "How far past the slowest subtask any subtask may replay, across all"
                                    + " tables of a job that set this; at least 1 ms, and not in"
                                    + " batch mode.");

    public static final ConfigOption<String> SCAN_DRIFT_GROUP =
            ConfigOptions.key("scan.drift-group")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "The tables of a job whose drift is bounded together. By default, all"
                                    + " that name no group.");

    public static final ConfigOption<Duration> SCAN_MISSING_TOPIC_TIMEOUT =
            ConfigOptions.key("scan.missing-topic-timeout")
                    .durationType()
                    .defaultValue(LossSettings.DEFAULT.missingTopicTimeout())
                    .withDescription(
                            "How long a topic that is read may be missing in Kafka before the job"
                                    + " fails; 0 for ever.");

    // Formats

    public static final ConfigOption<String> FORMAT = FactoryUtil.FORMAT;

    public static final ConfigOption<String> VALUE_FORMAT =
            ConfigOptions.key("value" + FactoryUtil.FORMAT_SUFFIX)
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "Format of the record's value, the same as 'format'. With neither,"
                                    + " the columns are the fields of the record itself.");

    public static final ConfigOption<String> KEY_FORMAT =
            ConfigOptions.key("key" + FactoryUtil.FORMAT_SUFFIX)
                    .stringType()
                    .noDefaultValue()
                    .withDescription("Format of the record's key. Needs 'key.fields'.");

    public static final ConfigOption<List<String>> KEY_FIELDS =
            ConfigOptions.key("key.fields")
                    .stringType()
                    .asList()
                    .defaultValues()
                    .withDescription(
                            "Columns that the key's format decodes, separated by semicolons.");

    public static final ConfigOption<String> KEY_FIELDS_PREFIX =
            ConfigOptions.key("key.fields-prefix")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "Prefix that the key columns have in the table but not in the key's"
                                    + " format. Needs 'value.fields-include' = 'EXCEPT_KEY'.");

    public static final ConfigOption<ValueFieldsStrategy> VALUE_FIELDS_INCLUDE =
            ConfigOptions.key("value.fields-include")
                    .enumType(ValueFieldsStrategy.class)
                    .defaultValue(ValueFieldsStrategy.ALL)
                    .withDescription("Whether the value contains the key columns too.");

    private KafkarsOptions() {}
}
