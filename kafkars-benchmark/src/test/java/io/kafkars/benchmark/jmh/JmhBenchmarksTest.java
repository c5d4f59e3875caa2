// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark.jmh;

import io.kafkars.columns.ContentForm;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

/** The JMH benchmarks do the work that they measure. */
class JmhBenchmarksTest {

    @ParameterizedTest
    @CsvSource({
        "1, interleaved, ARRAYS",
        "16, interleaved, ARRAYS",
        "16, runs, ARRAYS",
        "16, runs, COLUMNS",
        "1024, interleaved, ARRAYS",
        "1024, runs, ARRAYS",
        "4096, interleaved, ARRAYS",
        "4096, runs, ARRAYS"
    })
    void theMergeGivesAllRecordsInOrder(int partitions, String order, ContentForm form) {
        var benchmark = new MergeCoreBenchmark();
        benchmark.partitions = partitions;
        benchmark.order = order;
        benchmark.form = form;

        assertThatCode(benchmark::check).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 200})
    void batchesAreFilled(int runLength) {
        var benchmark = new BatchFillingBenchmark();
        benchmark.runLength = runLength;

        benchmark.release();
        try {
            assertThat(benchmark.vectors()).isEqualTo(2_000);
            assertThat(benchmark.ipc()).hasSizeGreaterThan(2_000 * 108);
            assertThat(benchmark.arraycopy()).isEqualTo(benchmark.ipc());
            assertThat(benchmark.arraycopyByRecord()).isNotEqualTo(benchmark.ipc());
        } finally {
            benchmark.close();
        }
    }
}
