// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.docs;

import io.kafkars.consumer.ConsumerProperties;
import io.kafkars.consumer.ReplayStatus;
import io.kafkars.flink.KafkarsSource;
import io.kafkars.flink.KafkarsSourceBuilder;
import io.kafkars.flink.errors.DeadLetterHeaders;
import io.kafkars.flink.metrics.MetricNames;
import io.kafkars.flink.metrics.ReaderMetrics;
import io.kafkars.merge.MergeSettings;

import org.apache.flink.annotation.Internal;
import org.apache.flink.runtime.metrics.groups.InternalSourceReaderMetricGroup;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

import javax.xml.parsers.DocumentBuilderFactory;

import java.io.IOException;
import java.io.StringReader;
import java.lang.reflect.Method;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** The pages name exactly the options, metrics, properties, messages and classes of the code. */
class DocsTest {

    private static final Markdown DATASTREAM = Markdown.of("docs/datastream.md");
    private static final Markdown TROUBLESHOOTING = Markdown.of("docs/troubleshooting.md");

    // Options

    @Test
    void theOptionsAreTheMethodsOfTheBuilder() {
        Set<String> methods =
                new ClassFileImporter()
                                .importClasses(KafkarsSourceBuilder.class)
                                .get(KafkarsSourceBuilder.class)
                                .getMethods()
                                .stream()
                                .filter(
                                        method ->
                                                method.getModifiers().contains(JavaModifier.PUBLIC))
                                .filter(method -> !method.isAnnotatedWith(Internal.class))
                                .filter(method -> !method.getName().equals("build"))
                                .map(method -> signature(method.reflect()))
                                .collect(Collectors.toSet());

        assertThat(DATASTREAM.column("method", 3)).containsOnlyKeys(methods);
    }

    @Test
    void theDefaultsAreThoseOfTheBuilder() throws Exception {
        var documented = new HashMap<String, String>();
        DATASTREAM
                .column("method", 3)
                .forEach((method, value) -> documented.put(method.replaceAll("\\(.*", ""), value));

        assertThat(documented).containsExactlyInAnyOrderEntriesOf(Defaults.read());
    }

    private static String signature(Method method) {
        String parameters =
                Arrays.stream(method.getParameterTypes())
                        .map(Class::getSimpleName)
                        .collect(Collectors.joining(", "));
        return method.getName()
                + "("
                + (method.isVarArgs() ? parameters.replaceAll("\\[]$", "...") : parameters)
                + ")";
    }

    // Metrics

    @Test
    void theMetricsAreThoseOfMetricNames() throws Exception {
        assertThat(DATASTREAM.column("metric", 1)).containsOnlyKeys(metricNames(false));
        assertThat(Markdown.codeSpans(DATASTREAM.section("Metrics").text()))
                .containsAll(metricNames(true));
    }

    @Test
    void theMetricsAreThoseThatAReaderRegisters() {
        var group = new RecordingMetricGroup();
        var metrics =
                new ReaderMetrics(
                        InternalSourceReaderMetricGroup.mock(group),
                        () -> ReplayStatus.NOTHING,
                        () -> false,
                        () -> 0L);
        metrics.drift(() -> 0L, () -> "");
        metrics.partition("events", 3, () -> 0L).close();

        var registered = new TreeMap<String, String>();
        String ofReader = MetricNames.READER_GROUP + ".";
        String ofPartition = "topic.events.partition.3.";
        group.typesByPath()
                .forEach(
                        (path, type) -> {
                            if (path.startsWith(ofReader + ofPartition)) {
                                registered.merge(
                                        path.substring((ofReader + ofPartition).length()),
                                        type + ", partition",
                                        (ofBoth, one) -> type + ", also partition");
                            } else if (path.startsWith(ofReader)) {
                                registered.merge(
                                        path.substring(ofReader.length()),
                                        type,
                                        (ofBoth, one) -> type + ", also partition");
                            }
                        });
        assertThat(DATASTREAM.column("metric", 1)).containsExactlyInAnyOrderEntriesOf(registered);
    }

    private static Set<String> metricNames(boolean groups) throws IllegalAccessException {
        var names = new TreeSet<String>();
        for (var constant : MetricNames.class.getFields()) {
            if (constant.getName().endsWith("_GROUP") == groups) {
                names.add((String) constant.get(null));
            }
        }
        return names;
    }

    @Test
    void theHeadersOfDeadLettersAreThoseOfDeadLetterHeaders() throws IllegalAccessException {
        var names = new TreeSet<String>();
        for (var constant : DeadLetterHeaders.class.getFields()) {
            names.add((String) constant.get(null));
        }
        assertThat(DATASTREAM.column("header", 1)).containsOnlyKeys(names);
    }

    // Properties and messages

    @Test
    void theForcedPropertiesAreThoseThatAConsumerAlwaysGets() {
        Map<String, Object> ofConsumer =
                ConsumerProperties.of(Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, "a:1"))
                        .forConsumer("0", 1, MergeSettings.DEFAULT, false);
        ofConsumer
                .keySet()
                .removeAll(
                        Set.of(
                                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                ConsumerConfig.CLIENT_ID_CONFIG,
                                ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
                                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                                ConsumerConfig.RECEIVE_BUFFER_CONFIG,
                                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG));
        var forced = new HashMap<String, String>();
        ofConsumer.forEach((key, value) -> forced.put(key, "`" + value + "`"));

        assertThat(DATASTREAM.column("property", 1)).containsExactlyInAnyOrderEntriesOf(forced);
    }

    @Test
    void everyQuotedMessageIsInTheCode() throws IOException {
        MessageTexts texts = MessageTexts.ofSources();
        List<String> quotes =
                new ArrayList<>(
                        Stream.of("message", "line")
                                .flatMap(title -> DATASTREAM.rows(title).stream())
                                .flatMap(row -> Markdown.codeSpans(row.get(0)).stream())
                                .toList());
        assertThat(quotes).hasSizeGreaterThan(40);
        quotes.addAll(linesOfTroubleshooting());

        assertThat(quotes.stream().filter(quote -> !texts.contain(quote))).isEmpty();
        assertThat(texts.contain("no message says … this")).isFalse();
    }

    /** Log lines are quoted in the table of lines, and in the text with what the code inserts. */
    private static List<String> linesOfTroubleshooting() {
        Set<String> ofFlink =
                TROUBLESHOOTING.rows("Flink's message").stream()
                        .flatMap(row -> Markdown.codeSpans(row.get(0)).stream())
                        .collect(Collectors.toSet());
        List<String> lines =
                Stream.concat(
                                TROUBLESHOOTING.rows("line").stream()
                                        .flatMap(row -> Markdown.codeSpans(row.get(0)).stream()),
                                Markdown.codeSpans(TROUBLESHOOTING.text()).stream()
                                        .filter(span -> span.contains("…")))
                        .filter(line -> !ofFlink.contains(line))
                        .toList();
        assertThat(lines).hasSizeGreaterThan(4);
        return lines;
    }

    // Design

    @Test
    void theLifeOfARecordNamesClassesAndMethodsThatExist() throws Exception {
        Map<String, Class<?>> classes = classesBySimpleName();
        List<List<String>> steps = Markdown.of("docs/design.md").rows("step");
        assertThat(steps).hasSize(10);
        for (List<String> step : steps) {
            for (String name : Markdown.codeSpans(step.get(2))) {
                String[] parts = name.split("\\.");
                assertThat(classes).as("classes, for step %s", step.get(0)).containsKey(parts[0]);
                if (parts.length > 1) {
                    assertThat(classes.get(parts[0]).getDeclaredMethods())
                            .as("methods of %s, for step %s", parts[0], step.get(0))
                            .extracting(Method::getName)
                            .contains(parts[1]);
                }
            }
        }
    }

    private static Map<String, Class<?>> classesBySimpleName() throws Exception {
        URI location =
                KafkarsSource.class.getProtectionDomain().getCodeSource().getLocation().toURI();
        Path directory = Path.of(location);
        var classes = new HashMap<String, Class<?>>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".class")).toList()) {
                String name = directory.relativize(file).toString().replaceAll("\\.class$", "");
                if (!name.contains("$") && !name.endsWith("package-info")) {
                    Class<?> found =
                            Class.forName(
                                    name.replace('/', '.').replace('\\', '.'),
                                    false,
                                    DocsTest.class.getClassLoader());
                    classes.put(found.getSimpleName(), found);
                }
            }
        }
        return classes;
    }

    // README and links

    @Test
    void theReadmeTriesAndTestsWithOneCommandEach() {
        Markdown readme = Markdown.of("README.md");

        assertThat(readme.section("Try it").codeBlocks())
                .containsExactly(new Markdown.CodeBlock("", "./try\n"));
        assertThat(readme.section("Test it").codeBlocks())
                .containsExactly(new Markdown.CodeBlock("", "mvn -B verify\n"));
        assertThat(Markdown.root().resolve("try")).isExecutable();
    }

    @Test
    void theReadmeHasTheVersionsOfTheBuild() throws IOException {
        String pom = Files.readString(Markdown.root().resolve("pom.xml"));
        Markdown readme = Markdown.of("README.md");

        assertThat(readme.codeBlocks("xml"))
                .singleElement()
                .asString()
                .contains("<version>" + element(pom, "version") + "</version>");
        assertThat(readme.text())
                .contains("Flink " + element(pom, "flink.version"))
                .contains("JDK " + element(pom, "maven.compiler.release"));
    }

    @Test
    void thePomsOfJobsHaveTheVersionsOfTheBuild() throws Exception {
        String build = Files.readString(Markdown.root().resolve("pom.xml"));
        String job = DATASTREAM.section("Packaging").codeBlocks("xml").get(0);
        String arrow = Markdown.of("docs/arrow.md").codeBlocks("xml").get(0);

        for (String xml : List.of(job, "<arrow>" + arrow + "</arrow>")) {
            DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(xml)));
        }
        assertThat(element(job, "flink.version")).isEqualTo(element(build, "flink.version"));
        assertThat(element(job, "maven.compiler.target"))
                .isEqualTo(element(build, "maven.compiler.release"));
        assertThat(job)
                .contains(
                        "<artifactId>flink-connector-kafkars</artifactId>\n      <version>"
                                + element(build, "version")
                                + "</version>",
                        shadePlugin(build));
        assertThat(Pattern.compile("<version>(.*)</version>").matcher(arrow).results())
                .extracting(version -> version.group(1))
                .hasSize(3)
                .containsOnly(element(build, "arrow.version"));
    }

    private static String shadePlugin(String pom) {
        var plugin =
                Pattern.compile(
                                "<artifactId>maven-shade-plugin</artifactId>\\s*(<version>.*</version>)")
                        .matcher(pom);
        assertThat(plugin.find()).isTrue();
        return plugin.group(1);
    }

    private static String element(String pom, String name) {
        var matcher = Pattern.compile("<" + name + ">([^<]*)</").matcher(pom);
        assertThat(matcher.find()).as("<%s> in the parent pom", name).isTrue();
        return matcher.group(1);
    }

    @Test
    void everyRelativeLinkLeadsSomewhere() throws IOException {
        var broken = new ArrayList<String>();
        var followed = new HashSet<String>();
        for (Markdown page : Markdown.all()) {
            for (String link : page.links()) {
                if (link.matches("[a-z]+:.*")) {
                    continue;
                }
                followed.add(link);
                String[] parts = link.split("#", 2);
                Path target = page.file().resolveSibling(parts[0]).normalize();
                Markdown targetPage = parts[0].isEmpty() ? page : null;
                if (targetPage == null && parts.length > 1 && Files.isRegularFile(target)) {
                    targetPage = Markdown.of(Markdown.root().relativize(target).toString());
                }
                boolean found = targetPage == page || Files.exists(target);
                if (!found || parts.length > 1 && !targetPage.anchors().contains(parts[1])) {
                    broken.add(page + " -> " + link);
                }
            }
        }
        assertThat(broken).isEmpty();
        assertThat(followed).contains("docs/images/replay.png", "docs/datastream.md");
    }
}
