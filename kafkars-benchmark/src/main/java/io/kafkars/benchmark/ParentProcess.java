// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The process that has started this one. It writes tasks to this process's standard input, a line
 * each, and reads answers from its standard output. This process must end when its parent does.
 */
final class ParentProcess {

    private final BufferedReader in =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    private final PrintStream out = System.out;
    private final ObjectMapper json = new ObjectMapper();

    /** Reserves the standard output for answers, since Kafka's test kit prints to it. */
    ParentProcess() {
        System.setOut(System.err);
    }

    /** The next line; {@code null} when the parent has ended or closed the input. */
    String line() {
        try {
            return in.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a line holds. */
    <T> T read(String line, Class<T> type) throws JsonProcessingException {
        return json.readValue(line, type);
    }

    void send(Answer answer) {
        try {
            out.println(json.writeValueAsString(answer));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
        out.flush();
    }
}
