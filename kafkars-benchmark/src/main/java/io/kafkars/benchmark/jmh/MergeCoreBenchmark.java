package io.kafkars.benchmark.jmh;

import io.kafkars.columns.ContentForm;
import io.kafkars.merge.RecordView;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The merge alone, without a client: records of 100 bytes are appended and released, and key,
 * value, offset and timestamp of each are taken; nobody looks into keys and values. An operation is
 * a record. That the order was kept is checked outside of the time that is measured, with the same
 * records.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xms2g", "-Xmx2g"})
public class MergeCoreBenchmark {

    /** About what is held at a time, twice: the records are in the cache as after a fetch. */
    private static final int RECORDS = 1 << 16;

    private static final int LONG_RUN = 200;

    /** Number of partitions. */
    @Param({"1", "16", "64", "256", "1024", "4096"})
    public int partitions;

    /** How the partitions follow each other in time: one by one, or in runs of 200 records. */
    @Param({"interleaved", "runs"})
    public String order;

    /** How keys and values are held; arrays are for rows, which is what is made of them here. */
    @Param("ARRAYS")
    public ContentForm form;

    private PartitionFeed feed;

    /** Looks at the order of one merge. */
    @Setup(Level.Trial)
    public void check() {
        var order = new OrderCheck();
        newFeed().merge(order);
        if (order.records != RECORDS || order.violations > 0) {
            throw new IllegalStateException(
                    String.format(
                            "Expected %d records in the order of time, found %d, %d of them behind"
                                    + " a later one",
                            RECORDS, order.records, order.violations));
        }
    }

    /** Records of their own for each merge, fetched just before. */
    @Setup(Level.Invocation)
    public void fetch() {
        feed = newFeed();
    }

    private PartitionFeed newFeed() {
        return new PartitionFeed(
                partitions, RECORDS / partitions, order.equals("runs") ? LONG_RUN : 1, form);
    }

    /** Appends, releases and walks through all records. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public void merge(Blackhole taken) {
        feed.merge(
                record -> {
                    taken.consume(record.offset());
                    taken.consume(record.timestamp());
                    taken.consume(record.key());
                    taken.consume(record.value());
                });
    }

    private static final class OrderCheck implements Consumer<RecordView> {
        private long last = Long.MIN_VALUE;
        private long records;
        private long violations;

        @Override
        public void accept(RecordView record) {
            long timestamp = record.timestamp();
            records++;
            violations += timestamp < last ? 1 : 0;
            last = Math.max(last, timestamp);
        }
    }
}
