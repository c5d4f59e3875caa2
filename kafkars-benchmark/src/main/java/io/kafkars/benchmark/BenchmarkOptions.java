package io.kafkars.benchmark;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the command line asks for. */
final class BenchmarkOptions {

    private static final int QUICK_RECORDS = 2_000;
    private static final int QUICK_PARTITIONS = 2;

    @Option(
            names = "--variants",
            paramLabel = "NAME",
            split = ",",
            converter = VariantNames.class,
            description = "What to measure; all variants if not given.")
    private List<Variant> variants = new ArrayList<>(Arrays.asList(Variant.values()));

    @Option(
            names = "--sides",
            paramLabel = "NAME",
            split = ",",
            converter = SideNames.class,
            description = "What to compare; all sides if not given.")
    private List<Side> sides = new ArrayList<>(Arrays.asList(Side.values()));

    @Option(
            names = "--records",
            paramLabel = "N",
            description = "Records of the variant base; ${DEFAULT-VALUE} if not given.")
    private long records = 8_000_000;

    @Option(
            names = "--variant-records",
            paramLabel = "N",
            description =
                    "Records of the other variants, fewer of large values; ${DEFAULT-VALUE} if not"
                            + " given.")
    private long variantRecords = 4_000_000;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            description =
                    "Most bytes of a batch of records in the topics; ${DEFAULT-VALUE}, Kafka's own"
                            + " default, if not given.")
    private int batchSize = 16_384;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "Rounds that count; ${DEFAULT-VALUE} if not given.")
    private int rounds = 5;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            description = "Rounds before those; ${DEFAULT-VALUE} if not given.")
    private int warmUp = 5;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Records a second of the variant latency; ${DEFAULT-VALUE} if not given.")
    private int rate = 20_000;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "Length of its rounds; ${DEFAULT-VALUE} if not given.")
    private double seconds = 14;

    @Option(
            names = "--property",
            paramLabel = "KEY=VALUE",
            description =
                    "A property of the Kafka consumer of every side; may be given more than once.")
    private Map<String, String> properties = new LinkedHashMap<>();

    @Option(
            names = "--jvm-argument",
            paramLabel = "ARGUMENT",
            description =
                    "For the process of every side, behind those for its heap; may be given more than"
                            + " once.")
    private List<String> jvmArguments = new ArrayList<>();

    @Option(
            names = "--profile",
            description =
                    "Have Java Flight Recorder watch the rounds that count, and print in which code it"
                            + " found the threads that read.")
    private boolean profile;

    @Option(
            names = "--quick",
            description =
                    "One round over two partitions with few records, to see that all works; its"
                            + " figures mean nothing.")
    private boolean quick;

    @Option(
            names = "--output",
            paramLabel = "DIRECTORY",
            description = "Where the files go; next to the program if not given.")
    private Path output;

    /** What cannot be done, a line for each; empty if all is well. */
    List<String> problems() {
        var least = new LinkedHashMap<String, Double>();
        least.put("--records", (double) records);
        least.put("--variant-records", (double) variantRecords);
        least.put("--batch-size", (double) batchSize);
        least.put("--rounds", (double) rounds);
        least.put("--rate", (double) rate);
        least.put("--seconds", seconds);
        List<String> problems = new ArrayList<>();
        least.forEach(
                (name, value) -> {
                    if (value < 1) {
                        problems.add(name + " must be at least 1, is " + value);
                    }
                });
        if (warmUp < 0) {
            problems.add("--warm-up must be at least 0, is " + warmUp);
        }
        return problems;
    }

    List<Variant> variants() {
        return variants;
    }

    /** The sides of the variant that were asked for. */
    List<Side> sides(Variant variant) {
        return variant.sides().stream().filter(sides::contains).toList();
    }

    Workload workload(Variant variant) {
        Workload workload = variant.workload(records(variant));
        return quick ? workload.narrowed(QUICK_PARTITIONS) : workload;
    }

    private long records(Variant variant) {
        if (variant.kind() == Variant.Kind.LATENCY) {
            return Math.round(rate * (quick ? 1 : seconds));
        }
        if (quick) {
            return QUICK_RECORDS;
        }
        return variant == Variant.BASE ? records : variantRecords;
    }

    int rounds(Variant variant) {
        return quick || variant.kind() == Variant.Kind.MEMORY ? 1 : rounds;
    }

    int warmUp(Variant variant) {
        return quick || variant.kind() == Variant.Kind.MEMORY ? 0 : warmUp;
    }

    int batchSize() {
        return batchSize;
    }

    int rate() {
        return rate;
    }

    Map<String, String> properties(Variant variant) {
        var all = new HashMap<>(variant.properties());
        all.putAll(properties);
        return all;
    }

    List<String> jvmArguments(Variant variant) {
        var all = new ArrayList<String>();
        // All of it from the beginning, as Flink starts its task managers.
        String heap = variant.kind() == Variant.Kind.MEMORY ? "512m" : "2g";
        all.add("-Xms" + heap);
        all.add("-Xmx" + heap);
        all.addAll(jvmArguments);
        return all;
    }

    boolean profile() {
        return profile;
    }

    /**
     * Where the files go.
     *
     * @param directory used if the command line does not say
     */
    Path output(Path directory) {
        return output == null ? directory : output;
    }

    static final class VariantNames implements ITypeConverter<Variant> {
        @Override
        public Variant convert(String name) {
            return Variant.of(name);
        }
    }

    static final class SideNames implements ITypeConverter<Side> {
        @Override
        public Side convert(String name) {
            return Side.of(name);
        }
    }
}
