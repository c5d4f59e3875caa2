// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.consumer;

import io.kafkars.merge.MergeSettings;
import io.kafkars.merge.PartitionId;
import io.kafkars.merge.PartitionProgress;
import io.kafkars.merge.PartitionState;
import io.kafkars.merge.RecordCursor;
import io.kafkars.merge.ReleasedBatch;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs every scenario file against {@link ConsumerManager}: those in the test resources, and those
 * of a further directory if {@code -Dscenarios=DIR} names one.
 */
class ScenarioTest {

    @TestFactory
    Stream<DynamicTest> scenarios() throws Exception {
        return Stream.concat(files(ownDirectory()), files(furtherDirectory()))
                .map(
                        file ->
                                DynamicTest.dynamicTest(
                                        file.getFileName().toString(), () -> run(file)));
    }

    private static Path ownDirectory() throws URISyntaxException {
        return Path.of(ScenarioTest.class.getResource("/scenarios").toURI());
    }

    private static Path furtherDirectory() {
        String directory = System.getProperty("scenarios");
        if (directory == null) {
            return null;
        }
        // Tests run in the module's directory, Maven is mostly called in the one above it.
        Path here = Path.of(directory);
        return Files.isDirectory(here) ? here : Path.of("..").resolve(here);
    }

    private static Stream<Path> files(Path directory) {
        if (directory == null) {
            return Stream.empty();
        }
        try (Stream<Path> all = Files.list(directory)) {
            List<Path> json =
                    all.filter(file -> file.toString().endsWith(".json")).sorted().toList();
            assertThat(json).as("scenario files in %s", directory).isNotEmpty();
            return json.stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void run(Path file) throws IOException {
        Scenario scenario = Scenario.read(file);
        var consumer = new ScriptedConsumer();
        var settings =
                MergeSettings.DEFAULT
                        .withBatchSize(scenario.batchSize())
                        .withMaxHeldRecords(5L * scenario.batchSize());
        try (var manager = new ConsumerManager(consumer, settings, false, () -> 0)) {
            manager.add(
                    scenario.partitions().entrySet().stream()
                            .map(
                                    e ->
                                            PartitionProgress.atStart(
                                                    e.getKey(),
                                                    e.getValue().start(),
                                                    e.getValue().end(),
                                                    Long.MAX_VALUE / 2))
                            .toList());
            var released = new ArrayList<Scenario.At>();
            for (Scenario.Poll poll : scenario.polls()) {
                deliver(scenario, poll, consumer);
                ReleasedBatch batch = manager.poll(Duration.ZERO);
                released.addAll(check(poll, batch, manager));
            }
            scenario.expectedOrder()
                    .ifPresent(
                            order -> {
                                drain(manager, released);
                                assertThat(released).as("order of all records").isEqualTo(order);
                            });
        }
    }

    private static void deliver(Scenario scenario, Scenario.Poll poll, ScriptedConsumer consumer) {
        poll.delivered()
                .forEach(
                        (id, offsets) ->
                                offsets.forEach(
                                        offset -> {
                                            var record = scenario.log().get(id).get(offset);
                                            consumer.deliver(
                                                    KafkaPartitions.of(id),
                                                    offset,
                                                    record.timestamp(),
                                                    record.key(),
                                                    record.value());
                                        }));
        poll.positions().forEach((id, at) -> consumer.reach(KafkaPartitions.of(id), at));
        if (poll.retriableError()) {
            consumer.failRetriablyAfterNextPoll();
        }
    }

    /** Up to where everything has been released. */
    private static long watermarkAfter(ReleasedBatch batch, ConsumerManager manager) {
        OptionalLong lowWaterMark = manager.primingWatermark();
        return lowWaterMark.isPresent() ? lowWaterMark.getAsLong() - 1 : batch.watermark();
    }

    private static List<Scenario.At> check(
            Scenario.Poll poll, ReleasedBatch batch, ConsumerManager manager) {
        List<Scenario.At> released = places(batch);
        poll.released()
                .ifPresent(
                        expected ->
                                assertThat(released)
                                        .as("released: %s", poll.description())
                                        .isEqualTo(expected));
        if (!poll.watermark().isMissingNode()) {
            long expected = poll.watermark().isNull() ? Long.MIN_VALUE : poll.watermark().asLong();
            assertThat(watermarkAfter(batch, manager))
                    .as("watermark: %s", poll.description())
                    .isEqualTo(expected);
        }
        Map<PartitionId, PartitionState> states =
                manager.partitionStates().stream()
                        .collect(
                                Collectors.toMap(
                                        state -> new PartitionId(state.topic(), state.partition()),
                                        Function.identity()));
        for (JsonNode expected : poll.states()) {
            var id =
                    new PartitionId(
                            expected.get("topic").asText(), expected.get("partition").asInt());
            checkState(poll.description(), expected, states.get(id));
        }
        return released;
    }

    private static void checkState(String description, JsonNode expected, PartitionState state) {
        expected.properties()
                .forEach(
                        field -> {
                            Object found =
                                    switch (field.getKey()) {
                                        case "topic" -> state.topic();
                                        case "partition" -> state.partition();
                                        case "replay_start_offset" -> state.replayStartOffset();
                                        case "replay_end_offset" -> state.replayEndOffset();
                                        case "consumed_offset" -> state.consumedOffset();
                                        case "released_offset" -> state.releasedOffset();
                                        case "is_live" -> state.isLive();
                                        case "is_paused" -> state.isPaused();
                                        default ->
                                                throw new IllegalArgumentException(
                                                        "Unknown state field " + field.getKey());
                                    };
                            assertThat(String.valueOf(found))
                                    .as(
                                            "%s of %s-%d: %s",
                                            field.getKey(),
                                            state.topic(),
                                            state.partition(),
                                            description)
                                    .isEqualTo(field.getValue().asText());
                        });
    }

    private static void drain(ConsumerManager manager, List<Scenario.At> released) {
        List<Scenario.At> more = places(manager.poll(Duration.ZERO));
        while (!more.isEmpty()) {
            released.addAll(more);
            more = places(manager.poll(Duration.ZERO));
        }
    }

    private static List<Scenario.At> places(ReleasedBatch batch) {
        var cursor = new RecordCursor();
        cursor.open(batch);
        var places = new ArrayList<Scenario.At>();
        while (cursor.next()) {
            places.add(new Scenario.At(cursor.topic(), cursor.partition(), cursor.offset()));
        }
        return places;
    }
}
