// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.fetch.internals;

import org.apache.kafka.common.utils.AppInfoParser;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whether the Kafka client on the class path is one that this package can use.
 *
 * <p>Two things must hold. The version is one that all tests have run with: another one may link,
 * and yet behave differently. And everything links that this package uses of it. Java would notice
 * that only when a line runs for the first time; so this class resolves each member that the class
 * files of the package refer to.
 */
public final class InternalMembers {

    /** The versions of kafka-clients that the tests have run with. */
    static final Set<String> TESTED_VERSIONS = Set.of("4.3.1");

    private InternalMembers() {}

    /** Why this package cannot be used; empty if it can. */
    public static Optional<String> unavailable() {
        try {
            String version = AppInfoParser.getVersion();
            if (!TESTED_VERSIONS.contains(version)) {
                return Optional.of(
                        String.format(
                                "columns are tested with kafka-clients %2$s only, and this is %1$s",
                                version, String.join(", ", new TreeSet<>(TESTED_VERSIONS))));
            }
            var missing = new ArrayList<String>();
            for (Class<?> user : users()) {
                missing.addAll(missing(user));
            }
            return missing.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            "kafka-clients "
                                    + version
                                    + " does not have "
                                    + String.join(", ", missing));
        } catch (LinkageError | IOException e) {
            return Optional.of("kafka-clients cannot be checked: " + e);
        }
    }

    /** The classes that use members of Kafka's client. */
    static List<Class<?>> users() {
        return List.of(
                ClientParts.class,
                Closing.class,
                Collected.class,
                FetchSensors.class,
                FetchSensors.Sensors.class,
                InternalConsumer.class,
                KafkaCodec.class,
                KeptFetch.class,
                ResponseTotals.class,
                StandInFetcher.class,
                StandIns.class,
                StandIns.Parts.class);
    }

    private static List<String> missing(Class<?> user) throws IOException {
        return missing(
                user,
                references(user).stream()
                        .filter(reference -> !reference.owner().startsWith("java."))
                        .toList());
    }

    /** Those of the members that a class refers to that do not exist, or are not accessible. */
    static List<String> missing(Class<?> user, List<MemberReference> references) {
        var missing = new ArrayList<String>();
        for (MemberReference reference : references) {
            if (!exists(user, reference)) {
                missing.add(reference.toString());
            }
        }
        return missing;
    }

    /** All members that a class refers to, from its class file. */
    static List<MemberReference> references(Class<?> user) throws IOException {
        String file = user.getName().substring(user.getPackageName().length() + 1) + ".class";
        try (InputStream in = user.getResourceAsStream(file)) {
            if (in == null) {
                throw new IOException("there is no " + file);
            }
            return MemberReference.allIn(in.readAllBytes());
        }
    }

    private static boolean exists(Class<?> user, MemberReference reference) {
        if (reference.owner().startsWith("[")) {
            return true;
        }
        try {
            ClassLoader loader = user.getClassLoader();
            MethodHandles.Lookup lookup =
                    MethodHandles.privateLookupIn(user, MethodHandles.lookup());
            Class<?> owner = Class.forName(reference.owner(), false, loader);
            if (!reference.isMethod()) {
                return hasField(lookup, owner, reference, loader);
            }
            var type = MethodType.fromMethodDescriptorString(reference.descriptor(), loader);
            return reference.isConstructor()
                    ? resolves(() -> lookup.findConstructor(owner, type))
                    : resolves(() -> lookup.findVirtual(owner, reference.name(), type))
                            || resolves(() -> lookup.findStatic(owner, reference.name(), type));
        } catch (ReflectiveOperationException | LinkageError | TypeNotPresentException e) {
            return false;
        }
    }

    private static boolean hasField(
            MethodHandles.Lookup lookup,
            Class<?> owner,
            MemberReference reference,
            ClassLoader loader) {
        Class<?> type =
                MethodType.fromMethodDescriptorString("()" + reference.descriptor(), loader)
                        .returnType();
        return resolves(() -> lookup.findGetter(owner, reference.name(), type))
                || resolves(() -> lookup.findStaticGetter(owner, reference.name(), type));
    }

    @FunctionalInterface
    private interface Resolution {
        Object resolve() throws ReflectiveOperationException;
    }

    private static boolean resolves(Resolution member) {
        try {
            member.resolve();
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}
