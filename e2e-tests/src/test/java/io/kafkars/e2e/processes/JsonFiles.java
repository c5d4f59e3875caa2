// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.e2e.processes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the filesystem connector writes with the format json. */
final class JsonFiles {

    private JsonFiles() {}

    /** The rows of all files that the sink has committed; the names of others begin with a dot. */
    static List<JsonNode> rows(Path directory) throws IOException {
        var json = new ObjectMapper();
        var rows = new ArrayList<JsonNode>();
        try (var files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (!file.getFileName().toString().startsWith(".")) {
                    for (String line : Files.readAllLines(file)) {
                        rows.add(json.readTree(line));
                    }
                }
            }
        }
        return rows;
    }
}
