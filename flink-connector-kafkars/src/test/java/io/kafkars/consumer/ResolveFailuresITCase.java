// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.consumer;

import io.kafkars.testing.KafkaExtension;
import io.kafkars.topics.OffsetPolicy.Fallback;
import io.kafkars.topics.OffsetResolver;
import io.kafkars.topics.ReplayEnd;
import io.kafkars.topics.Resolution;
import io.kafkars.topics.ResolveException;
import io.kafkars.topics.SourceTopic;

import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.list;
import static org.assertj.core.api.InstanceOfAssertFactories.throwable;

/** What a resolver reports if the cluster does not answer, or a permission is missing. */
class ResolveFailuresITCase {

    @RegisterExtension
    static final KafkaExtension kafka =
            KafkaExtension.create(
                    Map.of(
                            "authorizer.class.name",
                            StandardAuthorizer.class.getName(),
                            "allow.everyone.if.no.acl.found",
                            "true"));

    private static final Map<String, String> NOWHERE =
            Map.of(
                    "bootstrap.servers", "localhost:1",
                    "default.api.timeout.ms", "300",
                    "request.timeout.ms", "200");

    @Test
    void aClusterThatDoesNotAnswerIsNamedWithTheTimeWaited() {
        assertThatThrownBy(() -> resolve(NOWHERE, SourceTopic.earliest("events")))
                .isInstanceOf(ResolveException.class)
                .hasMessageContaining(
                        "Topic 'events': no answer from localhost:1 within default.api.timeout.ms ="
                                + " 300 ms");
    }

    @Test
    void topicsAndGroupsWithoutPermissionAreNamed() throws Exception {
        kafka.topic("secret", 1);
        kafka.topic("open", 2);
        kafka.admin()
                .createAcls(
                        List.of(
                                denyDescribe(ResourceType.TOPIC, "secret"),
                                denyDescribe(ResourceType.GROUP, "group")))
                .all()
                .get();
        assertThatThrownBy(
                        () ->
                                resolve(
                                        Map.of("bootstrap.servers", kafka.bootstrapServers()),
                                        SourceTopic.earliest("secret"),
                                        SourceTopic.committed("open", Fallback.LATEST)))
                .asInstanceOf(throwable(ResolveException.class))
                .extracting(ResolveException::problems)
                .asInstanceOf(list(String.class))
                .containsExactly(
                        "Topic 'secret': not authorised; the permission DESCRIBE on the topic"
                                + " is needed",
                        "The offsets of consumer group 'group' cannot be read: not authorised;"
                                + " the permission DESCRIBE on the group is needed");
    }

    @Test
    void anInterruptEndsTheWaitAndIsKept() {
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> resolve(NOWHERE, SourceTopic.earliest("events")))
                    .isInstanceOf(ResolveException.class)
                    .hasMessageContaining("interrupted");
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            Thread.interrupted();
        }
    }

    private static AclBinding denyDescribe(ResourceType type, String name) {
        return new AclBinding(
                new ResourcePattern(type, name, PatternType.LITERAL),
                new AccessControlEntry(
                        "User:*", "*", AclOperation.DESCRIBE, AclPermissionType.DENY));
    }

    private static Resolution resolve(Map<String, String> properties, SourceTopic... topics) {
        try (var lookup = AdminOffsetLookup.open(ConsumerProperties.of(properties), "test")) {
            return new OffsetResolver(
                            List.of(topics),
                            ReplayEnd.latest(),
                            Optional.of("group"),
                            lookup,
                            Clock.systemUTC())
                    .resolve();
        }
    }
}
