// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.consumer;

import io.kafkars.merge.PartitionId;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A scenario file: partitions with their bounds, polls that deliver records, and what each poll
 * must release. The form is described in the README beside the files.
 */
record Scenario(
        String name,
        int batchSize,
        Map<PartitionId, Bounds> partitions,
        Map<PartitionId, Map<Long, LogRecord>> log,
        List<Poll> polls,
        Optional<List<At>> expectedOrder) {

    record Bounds(long start, long end) {}

    record LogRecord(long offset, long timestamp, String key, String value) {}

    /** A record by its place. */
    record At(String topic, int partition, long offset) {}

    record Poll(
            String description,
            Map<PartitionId, List<Long>> delivered,
            Map<PartitionId, Long> positions,
            boolean retriableError,
            Optional<List<At>> released,
            JsonNode watermark,
            List<JsonNode> states) {}

    static Scenario read(Path file) throws IOException {
        JsonNode json = new ObjectMapper().readTree(file.toFile());
        var log = new TreeMap<PartitionId, Map<Long, LogRecord>>();
        forEachPartition(json.path("data"), (id, records) -> log.put(id, recordsOf(records)));

        var partitions = new TreeMap<PartitionId, Bounds>();
        json.path("config")
                .path("topics")
                .properties()
                .forEach(
                        topic ->
                                topic.getValue()
                                        .path("partitions")
                                        .forEach(
                                                number -> {
                                                    var id =
                                                            new PartitionId(
                                                                    topic.getKey(), number.asInt());
                                                    partitions.put(
                                                            id,
                                                            bounds(
                                                                    topic.getValue(),
                                                                    id,
                                                                    log.getOrDefault(
                                                                            id, Map.of())));
                                                }));

        var polls = new ArrayList<Poll>();
        json.path("batches").forEach(batch -> polls.add(poll(batch)));
        return new Scenario(
                json.path("name").asText(file.getFileName().toString()),
                json.path("config").path("batch_size").asInt(10_000),
                partitions,
                log,
                polls,
                places(json.get("expected_order")));
    }

    private static Bounds bounds(JsonNode topic, PartitionId id, Map<Long, LogRecord> records) {
        var offsets = new TreeMap<>(records);
        String number = String.valueOf(id.partition());
        JsonNode start = topic.path("start_offsets").path(number);
        JsonNode end = topic.path("end_offsets").path(number);
        long first = offsets.isEmpty() ? 0 : offsets.firstKey();
        long startOffset = start.isMissingNode() ? first : start.asLong();
        long afterLast = offsets.isEmpty() ? startOffset : offsets.lastKey() + 1;
        return new Bounds(startOffset, end.isMissingNode() ? afterLast : end.asLong());
    }

    private static Map<Long, LogRecord> recordsOf(JsonNode records) {
        var byOffset = new TreeMap<Long, LogRecord>();
        for (JsonNode record : records) {
            JsonNode timestamp = record.path("timestamp_ms");
            byOffset.put(
                    record.get("offset").asLong(),
                    new LogRecord(
                            record.get("offset").asLong(),
                            timestamp.isNumber() ? timestamp.asLong() : -1,
                            record.path("key").asText(null),
                            record.path("value").asText(null)));
        }
        return byOffset;
    }

    private static Poll poll(JsonNode batch) {
        var delivered = new TreeMap<PartitionId, List<Long>>();
        forEachPartition(
                batch.path("poll"),
                (id, offsets) -> {
                    var list = new ArrayList<Long>();
                    offsets.forEach(offset -> list.add(offset.asLong()));
                    delivered.put(id, list);
                });
        var positions = new TreeMap<PartitionId, Long>();
        forEachPartition(
                batch.path("positions"), (id, position) -> positions.put(id, position.asLong()));
        var states = new ArrayList<JsonNode>();
        batch.path("expected_partition_state").forEach(states::add);
        return new Poll(
                batch.path("description").asText(""),
                delivered,
                positions,
                "retriable".equals(batch.path("error").asText(null)),
                places(batch.get("expected_released")),
                batch.path("expected_watermark_ms"),
                states);
    }

    private static Optional<List<At>> places(JsonNode list) {
        if (list == null || list.isNull()) {
            return Optional.empty();
        }
        var places = new ArrayList<At>();
        list.forEach(
                at ->
                        places.add(
                                new At(
                                        at.get("topic").asText(),
                                        at.get("partition").asInt(),
                                        at.get("offset").asLong())));
        return Optional.of(places);
    }

    private interface PartitionVisitor {
        void visit(PartitionId id, JsonNode node);
    }

    private static void forEachPartition(JsonNode topics, PartitionVisitor visitor) {
        topics.properties()
                .forEach(
                        topic ->
                                topic.getValue()
                                        .properties()
                                        .forEach(
                                                partition ->
                                                        visitor.visit(
                                                                new PartitionId(
                                                                        topic.getKey(),
                                                                        Integer.parseInt(
                                                                                partition
                                                                                        .getKey())),
                                                                partition.getValue())));
    }
}
