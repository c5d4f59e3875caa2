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
 * The process that started this one: it sends tasks as lines to the standard input, and reads
 * answers from the standard output. This process must not outlive it.
 */
final class Parent {

    private final BufferedReader in =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    private final PrintStream out = System.out;
    private final ObjectMapper json = new ObjectMapper();

    /** Takes the standard output for itself: Kafka's test kit prints to it. */
    Parent() {
        System.setOut(System.err);
    }

    /** The next line, {@code null} when the parent has gone or wants no more. */
    String line() {
        try {
            return in.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Task task(String line) throws JsonProcessingException {
        return json.readValue(line, Task.class);
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
