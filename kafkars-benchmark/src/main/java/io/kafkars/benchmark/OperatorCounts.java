package io.kafkars.benchmark;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Watches how many records came out of a job's source and into its sink, by Flink's own metrics: in
 * a SQL job there is no place for a sink that measures. Looks once a millisecond.
 */
final class OperatorCounts implements AutoCloseable {

    private static final long NANOS_BETWEEN = 1_000_000;
    private static final String SOURCE = "Source";
    private static final String SINK = "Writer";

    /** Of the operators that run in this process, as Flink makes them known. */
    private static final Map<String, Counter> COUNTERS = new ConcurrentHashMap<>();

    private final Probe probe;
    private final Thread thread = new Thread(this::watch, "operator counts");
    private volatile boolean jobHasEnded;

    private OperatorCounts(Probe probe) {
        this.probe = probe;
    }

    /** Has a local environment tell what {@link #watch} looks at. */
    static void reportedBy(Configuration configuration) {
        configuration.setString("metrics.reporters", "counts");
        configuration.setString("metrics.reporter.counts.factory.class", Factory.class.getName());
    }

    /** Starts to watch; the job is to be started afterwards. */
    static OperatorCounts watch(Probe probe) {
        COUNTERS.clear();
        var counts = new OperatorCounts(probe);
        counts.thread.setDaemon(true);
        counts.thread.start();
        return counts;
    }

    private void watch() {
        while (!jobHasEnded && count(SOURCE) == 0) {
            LockSupport.parkNanos(NANOS_BETWEEN);
        }
        probe.first();
        while (!jobHasEnded && count(SINK) < probe.task().records()) {
            LockSupport.parkNanos(NANOS_BETWEEN);
        }
        probe.last();
    }

    private static long count(String operator) {
        Counter counter = COUNTERS.get(operator);
        return counter == null ? 0 : counter.getCount();
    }

    /** To be called when the job has ended: notes how many records there were. */
    void jobEnded() throws InterruptedException {
        jobHasEnded = true;
        thread.join();
        probe.ended(count(SINK));
    }

    @Override
    public void close() {
        jobHasEnded = true;
    }

    /** Made by Flink, by its name. */
    public static final class Factory implements MetricReporterFactory {

        @Override
        public MetricReporter createMetricReporter(Properties properties) {
            return new Reporter();
        }
    }

    private static final class Reporter implements MetricReporter {

        @Override
        public void open(MetricConfig config) {}

        @Override
        public void close() {}

        @Override
        public void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
            String operator = group.getAllVariables().get("<operator_name>");
            if (operator == null || !(metric instanceof Counter counter)) {
                return;
            }
            if (name.equals("numRecordsOut") && operator.startsWith(SOURCE)) {
                COUNTERS.put(SOURCE, counter);
            } else if (name.equals("numRecordsIn") && operator.endsWith(SINK)) {
                COUNTERS.put(SINK, counter);
            }
        }

        @Override
        public void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {}
    }
}
