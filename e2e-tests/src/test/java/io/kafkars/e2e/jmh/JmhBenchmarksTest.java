package io.kafkars.e2e.jmh;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** That the benchmarks do what they say; how fast is for JMH to tell. */
class JmhBenchmarksTest {

    @ParameterizedTest
    @CsvSource({
        "1, interleaved",
        "16, interleaved",
        "16, runs",
        "1024, interleaved",
        "1024, runs",
        "4096, interleaved",
        "4096, runs"
    })
    void theMergeGivesAllRecordsInOrder(int partitions, String order) {
        var benchmark = new MergeCoreBenchmark();
        benchmark.partitions = partitions;
        benchmark.order = order;

        benchmark.check();
        benchmark.fetch();
        assertThat(benchmark.merge()).isPositive();
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
        } finally {
            benchmark.close();
        }
    }
}
