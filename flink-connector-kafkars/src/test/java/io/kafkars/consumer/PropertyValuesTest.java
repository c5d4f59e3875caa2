// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.consumer;

import io.kafkars.validation.Problems;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What Kafka's clients would refuse is reported before there is a client, in our words. */
class PropertyValuesTest {

    private static List<String> problems(String... properties) {
        var given = new HashMap<String, String>();
        given.put("bootstrap.servers", "localhost:1");
        for (String property : properties) {
            String[] parts = property.split("=", 2);
            given.put(parts[0].strip(), parts[1].strip());
        }
        var problems = new Problems();
        ConsumerProperties.check(given, problems);
        return problems.found();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max.poll.records=0 | cannot be '0': value must be at least 1",
                "max.poll.records=many | cannot be 'many': not a number of type INT",
                "fetch.min.bytes=-1 | cannot be '-1': value must be at least 0",
                "receive.buffer.bytes=-2 | cannot be '-2': value must be at least -1",
                "check.crcs=perhaps | cannot be 'perhaps': expected value to be either true or false",
                "connections.max.idle.ms=x | cannot be 'x': not a number of type LONG",
                "client.dns.lookup=never | cannot be 'never': string must be one of: ",
                "group.instance.id= | cannot be '': string must be non-empty",
                "security.protocol=SASL | cannot be 'SASL': string must be one of",
                "metadata.recovery.strategy=x | cannot be 'x': string must be one of",
                "bootstrap.servers=nohost | must be host:port separated by commas, has 'nohost'",
                "bootstrap.servers=a:1,b:c | must be host:port separated by commas, has 'b:c'",
                "bootstrap.servers=a:99999 | must be host:port separated by commas, has 'a:99999'",
                "bootstrap.servers=a:99999999999 | must be host:port separated by commas",
                "retries=x | cannot be 'x': not a number of type INT"
            })
    void aValueThatAClientRefusesIsAProblem(String property, String problem) {
        assertThat(problems(property))
                .singleElement()
                .asString()
                .startsWith("Property '" + property.substring(0, property.indexOf('=')) + "' ")
                .contains(problem)
                .doesNotContain("Exception", "org.apache");
    }

    @Test
    void allOfThemAreReportedAtOnce() {
        assertThat(problems("max.poll.records=0", "fetch.min.bytes=x", "bootstrap.servers=nohost"))
                .hasSize(3);
    }

    @Test
    void aCallMustNotEndBeforeItsFirstRequest() {
        assertThat(problems("default.api.timeout.ms=1000"))
                .containsExactly(
                        "Property 'default.api.timeout.ms' is 1000, which is less than 30000, the"
                                + " default of property 'request.timeout.ms': raise it, or set"
                                + " property 'request.timeout.ms' to at most 1000");
        assertThat(problems("default.api.timeout.ms=1000", "request.timeout.ms=2000"))
                .singleElement()
                .asString()
                .contains("less than 2000, the value of property 'request.timeout.ms'");
        assertThat(problems("default.api.timeout.ms=1000", "request.timeout.ms=1000")).isEmpty();
        assertThat(problems("request.timeout.ms=90000")).isEmpty();
    }

    @Test
    void propertiesThatExcludeEachOtherAreAProblem() {
        assertThat(problems("group.remote.assignor=uniform"))
                .singleElement()
                .asString()
                .startsWith("The Kafka properties do not fit together: group.remote.assignor");
    }

    @Test
    void aSecretIsNotShown() {
        assertThat(problems("max.poll.records=0", "sasl.jaas.config=topsecret").toString())
                .doesNotContain("topsecret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bootstrap.servers=a:9092, b:9092",
                "bootstrap.servers=[::1]:9092",
                "bootstrap.servers=PLAINTEXT://a:9092",
                "interceptor.classes=only.on.the.Cluster",
                "sasl.login.callback.handler.class=only.on.the.Cluster",
                "my.own.property=x",
                "security.protocol=sasl_ssl"
            })
    void whatAClientMayAcceptIsNoProblem(String property) {
        assertThat(problems(property)).isEmpty();
    }

    @Test
    void aReferenceToAConfigProviderIsNotAValue() {
        assertThat(
                        problems(
                                "config.providers=env",
                                "config.providers.env.class=only.on.the.Cluster",
                                "max.poll.records=${env:POLL}",
                                "bootstrap.servers=${env:SERVERS}"))
                .isEmpty();
    }

    // What only a client can tell

    private static void open(String... properties) {
        var given = new HashMap<String, String>(Map.of("bootstrap.servers", "localhost:1"));
        for (int i = 0; i < properties.length; i += 2) {
            given.put(properties[i], properties[i + 1]);
        }
        AdminOffsetLookup.open(ConsumerProperties.of(given), "test").close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SASL_SSL", "SASL_PLAINTEXT"})
    void withoutALoginTheMessageSaysWhatToSet(String protocol) {
        assertThatThrownBy(() -> open("security.protocol", protocol, "sasl.mechanism", "PLAIN"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasNoCause()
                .hasMessageStartingWith(
                        "No login for Kafka: 'security.protocol' is "
                                + protocol
                                + ", and 'sasl.jaas.config' is not set. Set it (in SQL"
                                + " 'properties.sasl.jaas.config'), for example to");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SSL | ssl.truststore.location | /none.jks | Failed to load SSL keystore /none.jks",
                "SSL | ssl.protocol | foo | foo SSLContext not available",
                "SASL_SSL | sasl.jaas.config | a.B required | not terminated by semi-colon",
                "SASL_SSL | sasl.jaas.config | a.B required; | No LoginModule found for a.B",
                "PLAINTEXT | bootstrap.servers | none.invalid:1 | in bootstrap.servers. Found: 'none.invalid:1'.",
                "PLAINTEXT | metric.reporters | a.B | Class a.B cannot be found"
            })
    void whatAClientRefusesIsInTheRootCause(
            String protocol, String property, String value, String reason) {
        assertThatThrownBy(
                        () ->
                                open(
                                        "security.protocol",
                                        protocol,
                                        "sasl.mechanism",
                                        "PLAIN",
                                        property,
                                        value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasNoCause()
                .hasMessageStartingWith("Kafka's client refuses the Kafka properties: ")
                .hasMessageContaining(reason);
    }
}
