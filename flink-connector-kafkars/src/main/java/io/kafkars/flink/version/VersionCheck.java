// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.version;

import io.kafkars.validation.Explanation;

import org.apache.flink.annotation.Internal;
import org.apache.flink.annotation.VisibleForTesting;
import org.apache.flink.runtime.util.EnvironmentInformation;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Names the version of Flink if it is not one that the connector is tested with.
 *
 * <p>The version alone does not decide: another one gets a warning, once in a process, and may
 * work. If it lacks a class or a method that the connector uses, the JVM fails with an error that
 * names nothing else. Where a source or a table is made and where it starts, this error is turned
 * into one that names the version.
 */
@Internal
public final class VersionCheck {

    private static final Logger LOG = LoggerFactory.getLogger(VersionCheck.class);
    private static final VersionCheck OF_THIS_PROCESS =
            new VersionCheck(EnvironmentInformation.getVersion(), LOG::warn);

    private final String version;
    private final Consumer<String> warnings;
    private final AtomicBoolean isFirst = new AtomicBoolean(true);

    @VisibleForTesting
    VersionCheck(String version, Consumer<String> warnings) {
        this.version = version;
        this.warnings = warnings;
    }

    /**
     * Something that uses Flink.
     *
     * @param <T> what it returns
     * @param <E> how it may fail
     */
    @FunctionalInterface
    public interface Step<T, E extends Exception> {

        T run() throws E;
    }

    /**
     * Takes a step of making or starting a source.
     *
     * @return what the step returns
     * @throws IllegalStateException if Flink lacks what the step uses
     */
    public static <T, E extends Exception> T guard(Step<T, E> step) throws E {
        return OF_THIS_PROCESS.run(step);
    }

    @VisibleForTesting
    <T, E extends Exception> T run(Step<T, E> step) throws E {
        if (!isTested() && isFirst.getAndSet(false)) {
            warnings.accept(
                    String.format(
                            "Flink %s is not a version that kafkars is tested with; those are %s",
                            version, tested()));
        }
        try {
            return step.run();
        } catch (LinkageError e) {
            if (!isAboutFlink(e)) {
                throw e;
            }
            throw Explanation.of(
                    new IllegalStateException(
                            String.format(
                                    "kafkars does not run on Flink %s, which lacks something that"
                                            + " it uses: %s. %s",
                                    version, e, advice())),
                    e);
        }
    }

    private String advice() {
        return isTested()
                ? "kafkars is tested with this version, so look for classes of another version of"
                        + " Flink on the class path"
                : "Use one of the versions that kafkars is tested with: " + tested();
    }

    private boolean isTested() {
        // Without its manifest, Flink does not know its version.
        return version.equals(EnvironmentInformation.UNKNOWN) || TestedVersions.cover(version);
    }

    private static String tested() {
        return String.join(", ", TestedVersions.all());
    }

    private static boolean isAboutFlink(LinkageError e) {
        String message = String.valueOf(e.getMessage());
        return message.contains("org/apache/flink/") || message.contains("org.apache.flink.");
    }
}
