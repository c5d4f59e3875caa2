// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.e2e.processes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The REST interface of the JobManager. What it cannot tell at the moment is absent, or 0. */
public final class FlinkRest {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final ObjectMapper json = new ObjectMapper();
    private final int port;

    FlinkRest(int port) {
        this.port = port;
    }

    /** How many TaskManagers are registered. */
    public int taskManagers() throws InterruptedException {
        return get("/overview").path("taskmanagers").asInt();
    }

    /** How many slots are free. */
    public int freeSlots() throws InterruptedException {
        return get("/overview").path("slots-available").asInt();
    }

    /** The job's status, such as {@code RUNNING}; empty if the JobManager does not say. */
    public String status(String job) throws InterruptedException {
        return get("/jobs/" + job).path("state").asText();
    }

    /** How many checkpoints of the job are complete. */
    public int completedCheckpoints(String job) throws InterruptedException {
        return get("/jobs/" + job + "/checkpoints").path("counts").path("completed").asInt();
    }

    /** How much state the last complete checkpoint of the job has, in bytes. */
    public long checkpointedBytes(String job) throws InterruptedException {
        return get("/jobs/" + job + "/checkpoints").at("/latest/completed/state_size").asLong();
    }

    /** How often the job has been restored from a checkpoint by this JobManager. */
    public int restores(String job) throws InterruptedException {
        return get("/jobs/" + job + "/checkpoints").path("counts").path("restored").asInt();
    }

    /** Ids of the TaskManagers on which subtasks of the job run. */
    public Set<String> taskManagersOf(String job) throws InterruptedException {
        var ids = new TreeSet<String>();
        for (JsonNode vertex : get("/jobs/" + job).path("vertices")) {
            String path = "/jobs/" + job + "/vertices/" + vertex.path("id").asText();
            get(path)
                    .path("subtasks")
                    .forEach(
                            subtask -> {
                                if (subtask.path("status").asText().equals("RUNNING")) {
                                    ids.add(subtask.path("taskmanager-id").asText());
                                }
                            });
        }
        return ids;
    }

    /**
     * A metric of the job's tasks or operators.
     *
     * @param metric without the name of an operator
     * @return by the name of the vertex, the largest value of its operators and subtasks; without
     *     vertices of which none is known
     */
    public Map<String, Double> largest(String job, String metric) throws InterruptedException {
        var values = new HashMap<String, Double>();
        for (JsonNode vertex : get("/jobs/" + job).path("vertices")) {
            String path =
                    "/jobs/"
                            + job
                            + "/vertices/"
                            + vertex.path("id").asText()
                            + "/subtasks/metrics";
            var ids = new ArrayList<String>();
            for (JsonNode known : get(path)) {
                String id = known.path("id").asText();
                if (nameOf(id).equals(metric)) {
                    ids.add(id);
                }
            }
            if (!ids.isEmpty()) {
                String query = "?agg=max&get=" + URLEncoder.encode(String.join(",", ids), UTF_8);
                for (JsonNode value : get(path + query)) {
                    values.merge(
                            vertex.path("name").asText(), value.path("max").asDouble(), Math::max);
                }
            }
        }
        return values;
    }

    private static String nameOf(String id) {
        return id.substring(id.lastIndexOf('.') + 1);
    }

    private JsonNode get(String path) throws InterruptedException {
        try {
            var request =
                    HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                            .timeout(PATIENCE)
                            .build();
            var response = client.send(request, HttpResponse.BodyHandlers.ofString());
            return response.statusCode() == 200
                    ? json.readTree(response.body())
                    : json.missingNode();
        } catch (IOException e) {
            // Not started yet, or just killed.
            return json.missingNode();
        }
    }
}
