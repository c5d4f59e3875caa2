// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink;

import io.kafkars.flink.message.Message;
import io.kafkars.testing.EmbeddedKafka;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.header.internals.RecordHeader;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;

import static io.kafkars.testing.RecordViews.record;

/**
 * The topic that the golden savepoints refer to: always with the same id, and the same records at
 * the same offsets. Nothing here may change, because kept savepoints refer to it.
 */
final class GoldenTopic {

    static final String NAME = "golden";

    /** Every savepoint contains it: a topic with another id is a recreated topic. */
    static final Uuid ID = new Uuid(0x676f_6c64_656e_2d74L, 0x6f70_6963_2d31_0001L);

    static final int PARTITIONS = 5;

    /**
     * A topic has epoch 0 when it is created. Its broker, as it starts, is fenced and then elected.
     */
    private static final int LEADER_EPOCH = 2;

    private static final long START = 1_700_000_000_000L;

    /** Parts of the log, each later in time than the parts before it. */
    enum Chapter {
        /** Up to the replay end. Partition 0 ends early, 3 begins late, and 4 is empty. */
        REPLAY(0, 60, 400, 250, 200, 0),
        /** While the source is live, before the savepoint {@code live}. */
        LIVE(10_000_000, 0, 30, 30, 0, 10),
        /** After every savepoint. */
        AFTERWARDS(20_000_000, 20, 20, 20, 20, 20);

        private final long time;
        private final int[] records;

        Chapter(long time, int... records) {
            this.time = time;
            this.records = records;
        }
    }

    /** All messages of each partition: offset n is the n-th. */
    private static final Map<Integer, List<Message>> MESSAGES =
            Map.of(0, log(0), 1, log(1), 2, log(2), 3, log(3), 4, log(4));

    private GoldenTopic() {}

    /** A broker with the topic, which is empty. */
    static EmbeddedKafka start() {
        return EmbeddedKafka.startWithTopic(NAME, ID, PARTITIONS);
    }

    /** Writes a chapter; to be called in the order of the chapters. */
    static void write(EmbeddedKafka kafka, Chapter chapter) {
        kafka.produce(
                IntStream.range(0, PARTITIONS)
                        .mapToObj(p -> MESSAGES.get(p).subList(begin(chapter, p), end(chapter, p)))
                        .flatMap(Collection::stream)
                        .map(GoldenTopic::toProducerRecord)
                        .toList());
    }

    /** The offset at which a chapter ends, by partition. */
    static Map<Integer, Long> ends(Chapter chapter) {
        var ends = new TreeMap<Integer, Long>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            ends.put(partition, (long) end(chapter, partition));
        }
        return ends;
    }

    private static int end(Chapter chapter, int partition) {
        return begin(chapter, partition) + chapter.records[partition];
    }

    /** The message at an offset. */
    static Message message(int partition, long offset) {
        return MESSAGES.get(partition).get((int) offset);
    }

    /**
     * @param from the offset of the first message, by partition
     * @return the messages from there to the end of the chapter
     */
    static List<Message> messages(Map<Integer, Long> from, Chapter to) {
        var messages = new ArrayList<Message>();
        from.forEach(
                (partition, offset) -> {
                    for (long next = offset; next < end(to, partition); next++) {
                        messages.add(message(partition, next));
                    }
                });
        return messages;
    }

    private static int begin(Chapter chapter, int partition) {
        int offset = 0;
        for (int earlier = 0; earlier < chapter.ordinal(); earlier++) {
            offset += Chapter.values()[earlier].records[partition];
        }
        return offset;
    }

    private static List<Message> log(int partition) {
        var random = new Random(partition);
        var messages = new ArrayList<Message>();
        for (Chapter chapter : Chapter.values()) {
            long time = START + chapter.time + (partition == 3 ? 300_000 : 0);
            for (int i = 0; i < chapter.records[partition]; i++) {
                time += 1 + random.nextInt(2_000);
                messages.add(message(partition, messages.size(), time, random));
            }
        }
        return messages;
    }

    /** A message, at random with or without everything that may be absent. */
    private static Message message(int partition, int offset, long time, Random random) {
        var record = record(NAME, partition, offset).timestamp(time).leaderEpoch(LEADER_EPOCH);
        if (random.nextInt(4) != 0) {
            record.key("key " + random.nextInt(10));
        }
        if (random.nextInt(5) != 0) {
            record.value("value " + random.nextInt());
        }
        if (random.nextInt(10) == 0) {
            record.header("trace", (byte) random.nextInt()).header("none", (byte[]) null);
        }
        return Message.of(record.build());
    }

    private static ProducerRecord<byte[], byte[]> toProducerRecord(Message message) {
        var record =
                new ProducerRecord<>(
                        NAME,
                        message.partition(),
                        message.timestamp(),
                        message.key(),
                        message.value());
        message.headers().forEach(h -> record.headers().add(new RecordHeader(h.key(), h.value())));
        return record;
    }
}
