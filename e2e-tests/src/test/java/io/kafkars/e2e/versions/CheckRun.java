// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.e2e.versions;

import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/** Runs the tests of all checks in this process, and notes which of them pass. */
final class CheckRun implements TestExecutionListener {

    private final PrintStream err;
    private final Set<Check> passed = EnumSet.noneOf(Check.class);

    private CheckRun(PrintStream err) {
        this.err = err;
    }

    /**
     * Runs them.
     *
     * @param err where failures are printed
     * @return those that passed
     */
    static Set<Check> passed(PrintStream err) {
        var run = new CheckRun(err);
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(
                                        Arrays.stream(Check.values())
                                                .map(
                                                        check ->
                                                                DiscoverySelectors.selectMethod(
                                                                        check.className(),
                                                                        check.method()))
                                                .toList())
                                .build(),
                        run);
        return run.passed;
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        result.getThrowable()
                .ifPresent(
                        problem -> {
                            err.println(test.getDisplayName() + " failed:");
                            problem.printStackTrace(err);
                        });
        if (result.getStatus() == TestExecutionResult.Status.SUCCESSFUL
                && test.getSource().orElse(null) instanceof MethodSource source) {
            Arrays.stream(Check.values())
                    .filter(
                            check ->
                                    check.className().equals(source.getClassName())
                                            && check.method().equals(source.getMethodName()))
                    .forEach(passed::add);
        }
    }
}
