package io.kafkars.testing;

import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The threads that a source starts: of its fetchers, its coordinator and Kafka's clients. */
public final class ClientThreads {

    private static final Pattern NAMES =
            Pattern.compile(
                    "Source Data Fetcher.*|SourceCoordinator-.*|kafka-admin-client-thread.*"
                            + "|kafka-coordinator-heartbeat-thread.*|kafkars.*");

    private final Set<Thread> before = alive();

    private ClientThreads() {}

    /** Remembers those that run already, which are of somebody else. */
    public static ClientThreads fromNowOn() {
        return new ClientThreads();
    }

    /** Names of those that were started since, and still run. */
    public Set<String> names() {
        return alive().stream()
                .filter(thread -> !before.contains(thread))
                .map(Thread::getName)
                .collect(Collectors.toSet());
    }

    /** Whether one of them, by the beginning of its name, is in a method of that name. */
    public boolean anyIsIn(String namePrefix, String method) {
        return alive().stream()
                .filter(thread -> !before.contains(thread))
                .filter(thread -> thread.getName().startsWith(namePrefix))
                .flatMap(thread -> Arrays.stream(thread.getStackTrace()))
                .anyMatch(frame -> frame.getMethodName().equals(method));
    }

    private static Set<Thread> alive() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> NAMES.matcher(thread.getName()).matches())
                .collect(Collectors.toSet());
    }
}
