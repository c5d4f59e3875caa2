// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink;

import io.kafkars.flink.GoldenSavepoint.Moment;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class GoldenSavepointTest {

    @ParameterizedTest
    @EnumSource
    void theCurrentVersionsOfTheStateHaveSavepoints(Moment moment) {
        var savepoint = GoldenSavepoint.in(GoldenSavepoint.sources(), moment);

        assertThat(savepoint.exists())
                .withFailMessage(
                        "There is no savepoint %s, which later builds have to restore. A version of"
                                + " the state has changed: write its savepoints with%n%n   "
                                + " %s%n%nand commit them together with the version; the"
                                + " directories of earlier versions stay.",
                        savepoint.directory(), GoldenSavepointWriter.COMMAND)
                .isTrue();
    }

    @Test
    void aKeptSavepointIsNeverReplaced(@TempDir Path savepoints, @TempDir Path flink)
            throws Exception {
        Files.writeString(flink.resolve("_metadata"), "first");
        var savepoint = GoldenSavepoint.in(savepoints, Moment.LIVE);
        savepoint.keep(flink, Map.of(0, 7L));
        Files.writeString(flink.resolve("_metadata"), "second");

        assertThatThrownBy(() -> savepoint.keep(flink, Map.of(0, 8L)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll(savepoint.directory().toString(), "already exists");
        assertThat(savepoint.directory().resolve("_metadata")).hasContent("first");
        assertThat(savepoint.nextOffsets()).containsExactly(Map.entry(0, 7L));
        assertThat(savepoint.exists()).isTrue();
    }
}
