// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

import static org.assertj.core.api.Assertions.assertThat;

class BenchmarkOptionsTest {

    @Test
    void aSlowSideIsMeasuredOnlyWhereItIsNamed() {
        assertThat(options().sides(Variant.BASE)).contains(Side.POLL).noneMatch(Side::isSlow);
        assertThat(options("--sides", "poll,kafka-source-aligned-1-s").sides(Variant.BASE))
                .containsExactly(Side.POLL, Side.KAFKA_SOURCE_ALIGNED_1_S);
    }

    @Test
    void withTargetsOnlyTheSidesThatATargetComparesAreMeasured() {
        assertThat(options("--targets").sides(Variant.ZSTD))
                .containsExactly(Side.KAFKA_SOURCE, Side.KAFKARS_ROWS);
        assertThat(options("--targets", "--sides", "kafkars-rows").sides(Variant.ZSTD))
                .containsExactly(Side.KAFKARS_ROWS);
        assertThat(options("--targets").sides(Variant.SPARSE)).isEmpty();
    }

    @Test
    void tablesOfJsonReadOnlyJson() {
        for (Variant variant : Variant.values()) {
            assertThat(options().sides(variant))
                    .as("%s", variant)
                    .allMatch(side -> side.readsJson() == (variant == Variant.JSON));
        }
    }

    private static BenchmarkOptions options(String... arguments) {
        var options = new BenchmarkOptions();
        var command =
                CommandSpec.create().addMixin("options", CommandSpec.forAnnotatedObject(options));
        new CommandLine(command).parseArgs(arguments);
        return options;
    }
}
