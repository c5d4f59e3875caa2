// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.e2e.versions;

/** What is tried on each version: a column of the table, and the test that has to pass for it. */
enum Check {
    WINDOWS("windows", "FlinkVersionITCase", "windowsOverTwoTopicsCountEveryRecord"),
    FORMAT("JSON, filters", "FlinkVersionITCase", "aFormatDecodesTheValuesAndFiltersNarrowTheScan"),
    DRIFT("bounded drift", "FlinkVersionITCase", "aTableWithAMaximumDriftIsReplayed"),
    STATE("partition state", "FlinkVersionITCase", "theStateOfPartitionsCanBeQueried"),
    DEAD_LETTERS(
            "batch mode, dead letters",
            "FlinkVersionITCase",
            "inBatchModeUnreadableRecordsGoToTheDeadLetterTopic"),
    PROGRAM("program above", "FlinkVersionITCase", "theProgramOfTheReadmeRunsAsBuilt"),
    STREAM_SAVEPOINT(
            "DataStream savepoint",
            "VersionUpgradeITCase",
            "aDataStreamJobResumesFromTheSavepointOfTheFormerVersion"),
    SQL_SAVEPOINT(
            "SQL savepoint",
            "VersionUpgradeITCase",
            "anSqlJobResumesFromTheSavepointOfTheFormerVersion");

    private static final String PACKAGE = "io.kafkars.e2e.processes.";

    private final String title;
    private final String className;
    private final String method;

    Check(String title, String className, String method) {
        this.title = title;
        this.className = PACKAGE + className;
        this.method = method;
    }

    /** The column's title. */
    String title() {
        return title;
    }

    String className() {
        return className;
    }

    String method() {
        return method;
    }

    /**
     * Whether a version must pass it. Flink lets its planner name the operators of a statement
     * differently in each minor version, and then no statement finds its state.
     */
    boolean isRequired() {
        return this != SQL_SAVEPOINT;
    }

    /** Whether it takes a savepoint with the version before. */
    boolean needsFormerVersion() {
        return this == STREAM_SAVEPOINT || this == SQL_SAVEPOINT;
    }
}
