// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.demo;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ReplayDemoTest {

    private final Output out = new Output();
    private final Output err = new Output();

    @Test
    void helpNamesEveryOptionAndPolicy() {
        assertThat(run("--help")).isZero();

        assertThat(out.text())
                .contains(
                        "--bootstrap-servers",
                        "--topic",
                        "--batch-size",
                        "--stop-when-live",
                        "--show-state",
                        "--property",
                        "--picture",
                        "earliest",
                        "latest",
                        "relative_time:DURATION",
                        "absolute_time:MS",
                        "committed");
    }

    @Test
    void allProblemsOfTheOptionsAreReportedAtOnce() {
        assertThat(run("--topic", "events:earliest", "--batch-size", "0")).isEqualTo(2);

        assertThat(err.lines())
                .containsExactly(
                        "--topic needs --bootstrap-servers, the brokers that have it",
                        "--batch-size must be at least 1, is 0",
                        "See --help.");
    }

    @Test
    void brokersWithoutATopicAreRejected() {
        assertThat(run("--bootstrap-servers", "localhost:1", "--picture", "a.png")).isEqualTo(2);

        assertThat(err.lines())
                .containsExactly(
                        "--bootstrap-servers needs at least one --topic TOPIC:POLICY",
                        "--picture is only for the comparison, without --bootstrap-servers",
                        "See --help.");
    }

    @Test
    void anUnknownPolicyIsRejectedWithAListOfThePolicies() {
        assertThat(run("--bootstrap-servers", "localhost:1", "--topic", "events:yesterday"))
                .isEqualTo(2);

        assertThat(err.text())
                .contains("'events:yesterday'")
                .contains("'yesterday' is not a policy")
                .contains(TopicArgument.ALLOWED);
    }

    @Test
    void anArgumentThatTheSourceRejectsIsAWrongArgument() {
        assertThat(
                        run(
                                "--bootstrap-servers",
                                "localhost:1",
                                "--topic",
                                "events:committed",
                                "--topic",
                                "events:latest"))
                .isEqualTo(2);

        assertThat(err.text())
                .contains("Topic 'events' is given more than once")
                .contains("set group.id")
                .contains("See --help.");
    }

    private int run(String... arguments) {
        return ReplayDemo.run(out.stream(), err.stream(), arguments);
    }
}
