// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.sql;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.ZipInputStream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The contents of the jar, which needs nothing but Flink. */
class SqlJarITCase {

    private static final String SHADED = "io.kafkars.shaded.";
    private static final String PROVIDER = SHADED + "org.apache.kafka.common.config.provider.";
    private static final String SERVICES = "META-INF/services/";

    private static final String JACKSON = SHADED + "com.fasterxml.jackson.";

    private static final Map<String, Set<String>> SERVICE_FILES =
            Map.of(
                    JACKSON + "core.JsonFactory",
                    Set.of(JACKSON + "core.JsonFactory"),
                    JACKSON + "core.ObjectCodec",
                    Set.of(JACKSON + "databind.ObjectMapper"),
                    JACKSON + "databind.Module",
                    Set.of(JACKSON + "datatype.jsr310.JavaTimeModule"),
                    SHADED + "org.apache.arrow.vector.compression.CompressionCodec$Factory",
                    Set.of(SHADED + "org.apache.arrow.compression.CommonsCompressionFactory"),
                    "org.apache.flink.table.factories.Factory",
                    Set.of(
                            "io.kafkars.flink.format.ArrowFormatFactory",
                            "io.kafkars.flink.table.KafkarsTableFactory",
                            "io.kafkars.flink.table.partitionstate"
                                    + ".PartitionStateTableFactory"),
                    PROVIDER + "ConfigProvider",
                    Set.of(
                            PROVIDER + "FileConfigProvider",
                            PROVIDER + "DirectoryConfigProvider",
                            PROVIDER + "EnvVarConfigProvider"));

    /** System properties that Kafka reads. */
    private static final Set<String> KAFKA_SYSTEM_PROPERTIES =
            Set.of(
                    "org.apache.kafka.allowed.login.modules",
                    "org.apache.kafka.automatic.config.providers",
                    "org.apache.kafka.disallowed.login.modules",
                    "org.apache.kafka.sasl.oauthbearer.allowed.files",
                    "org.apache.kafka.sasl.oauthbearer.allowed.urls");

    /** The packages that the bundled libraries have outside the jar. */
    private static final List<String> RELOCATED =
            List.of(
                    "org.apache.kafka.",
                    "org.apache.arrow.",
                    "com.google.flatbuffers.",
                    "com.fasterxml.jackson.",
                    "org.apache.commons.compress.",
                    "org.apache.commons.codec.");

    /**
     * Packages that the jar's classes refer to, but that neither the jar nor Flink nor Java has:
     * libraries that users add if they need them, and the needs of classes that nothing here uses.
     */
    private static final Map<String, String> ABSENT =
            Map.of(
                    "com.github.luben.zstd.", "compression with zstd",
                    "org.jose4j.", "OAUTHBEARER",
                    "org.apache.flink.connector.file.sink.", "in the lib directory of Flink",
                    "io.grpc.", "services among Kafka's metrics, which go without",
                    "com.google.common.util.concurrent.", "services as well",
                    "com.google.errorprone.annotations.", "annotations",
                    "org.checkerframework.", "annotations",
                    "org.immutables.value.", "annotations");

    private static List<String> entries;
    private static Map<String, byte[]> files;
    private static Map<String, References> references;
    private static URLClassLoader loader;

    @BeforeAll
    static void open() throws IOException {
        entries = new ArrayList<>();
        files = new TreeMap<>();
        references = new TreeMap<>();
        // Read in sequence: a look-up by name would find only one of two entries of the same name.
        try (var jar = new ZipInputStream(Files.newInputStream(SqlJar.path()))) {
            for (var entry = jar.getNextEntry(); entry != null; entry = jar.getNextEntry()) {
                entries.add(entry.getName());
                if (!entry.isDirectory()) {
                    files.put(entry.getName(), jar.readAllBytes());
                }
            }
        }
        files.forEach(
                (name, bytes) -> {
                    if (name.endsWith(".class")) {
                        references.put(name, References.of(bytes));
                    }
                });
        loader = SqlJar.loader();
    }

    @AfterAll
    static void close() throws IOException {
        loader.close();
    }

    // Entries

    @Test
    void onlyTheseFilesAreOutsideThePackagesOfTheProject() {
        Set<String> others = new TreeSet<>(files.keySet());
        others.removeIf(name -> name.startsWith("io/kafkars/"));

        assertThat(others)
                .containsExactlyInAnyOrder(
                        "META-INF/MANIFEST.MF",
                        "META-INF/LICENSE",
                        "META-INF/NOTICE",
                        "META-INF/licenses/LICENSE.fastdoubleparser",
                        "META-INF/licenses/LICENSE.protobuf",
                        "META-INF/licenses/LICENSE.schubfach",
                        "META-INF/maven/io.kafkars/flink-sql-kafkars/pom.properties",
                        "META-INF/maven/io.kafkars/flink-sql-kafkars/pom.xml",
                        SERVICES + "org.apache.flink.table.factories.Factory",
                        SERVICES + PROVIDER + "ConfigProvider",
                        SERVICES
                                + SHADED
                                + "org.apache.arrow.vector.compression.CompressionCodec$Factory",
                        SERVICES + JACKSON + "core.JsonFactory",
                        SERVICES + JACKSON + "core.ObjectCodec",
                        SERVICES + JACKSON + "databind.Module");
    }

    @Test
    void thePackagesOfTheProjectHaveOnlyClassesAndTheVersionsOfTheClientAndOfFlink() {
        Set<String> others = new TreeSet<>(files.keySet());
        others.removeIf(name -> !name.startsWith("io/kafkars/"));
        assertThat(others).hasSizeGreaterThan(1_000);
        others.removeIf(name -> name.endsWith(".class") && !name.endsWith("module-info.class"));

        assertThat(others)
                .containsExactly(
                        "io/kafkars/flink/version/flink-versions.txt",
                        "io/kafkars/shaded/kafka/kafka-version.properties");
    }

    @Test
    void noEntryExistsTwice() {
        assertThat(entries).doesNotHaveDuplicates();
    }

    @Test
    void licenseAndNoticeCoverTheBundledLibraries() {
        assertThat(text("META-INF/LICENSE")).contains("Apache License", "Version 2.0");
        assertThat(text("META-INF/NOTICE"))
                .contains("org.apache.kafka:kafka-clients:" + SqlJar.property("kafka.version"))
                .contains("org.apache.arrow:arrow-vector:" + SqlJar.property("arrow.version"))
                .contains("META-INF/licenses/LICENSE.protobuf");
        assertThat(text("META-INF/licenses/LICENSE.protobuf")).contains("Google Inc.");
    }

    @Test
    void theNoticeListsExactlyTheBundledLibraries() {
        Set<String> named =
                Pattern.compile("(?m)^- ([\\w.-]+:[\\w-]+:[\\w.]+)")
                        .matcher(text("META-INF/NOTICE"))
                        .results()
                        .map(found -> found.group(1))
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(named).isEqualTo(SqlJar.bundled());
    }

    // Relocation

    @Test
    void noClassRefersToTheFormerNameOfARelocatedOne() {
        var left = new TreeMap<String, String>();
        references.forEach(
                (name, found) -> {
                    found.classes().stream()
                            .filter(SqlJarITCase::isRelocated)
                            .forEach(type -> left.put(type, name));
                    found.strings().stream()
                            .filter(text -> isRelocated(text.replace('/', '.')))
                            .filter(text -> !KAFKA_SYSTEM_PROPERTIES.contains(text))
                            .forEach(text -> left.put(text, name));
                });
        assertThat(left).isEmpty();
    }

    private static boolean isRelocated(String name) {
        return RELOCATED.stream().anyMatch(name::startsWith);
    }

    @Test
    void everyReferencedClassIsInTheJarOrInFlink() {
        Set<String> missing = new TreeSet<>();
        references.forEach(
                (name, found) ->
                        found.classes().stream()
                                .filter(type -> !type.startsWith("["))
                                .filter(type -> !isThere(type))
                                .forEach(missing::add));
        missing.removeIf(type -> ABSENT.keySet().stream().anyMatch(type::startsWith));
        assertThat(missing).isEmpty();
    }

    private static boolean isThere(String type) {
        String file = type.replace('.', '/') + ".class";
        return files.containsKey(file) || loader.getResource(file) != null;
    }

    @Test
    void theSystemPropertiesOfKafkaKeepTheirNames() {
        assertThat(
                        references.values().stream()
                                .flatMap(found -> found.strings().stream())
                                .collect(Collectors.toSet()))
                .containsAll(KAFKA_SYSTEM_PROPERTIES);
    }

    @Test
    void theClientKnowsItsVersion() throws Exception {
        assertThat(
                        load(SHADED + "org.apache.kafka.common.utils.AppInfoParser")
                                .getMethod("getVersion")
                                .invoke(null))
                .isEqualTo(SqlJar.property("kafka.version"));
    }

    @Test
    void recordsAreFetchedAsColumnsWithTheRelocatedClient() throws Exception {
        Object unavailable =
                load("io.kafkars.fetch.ColumnarFetcher").getMethod("unavailable").invoke(null);
        assertThat(unavailable).isEqualTo(Optional.empty());

        String deserializer =
                SHADED + "org.apache.kafka.common.serialization.ByteArrayDeserializer";
        try (AutoCloseable fetcher =
                openFetcher(
                        Map.of(
                                "bootstrap.servers", "localhost:1",
                                "key.deserializer", deserializer,
                                "value.deserializer", deserializer))) {
            assertThat(fetcher.getClass().getSimpleName()).isEqualTo("ColumnarFetcher");
            assertThat(fetcher.getClass().getClassLoader()).isSameAs(loader);
        }
    }

    /** By default, and without a broker. */
    private static AutoCloseable openFetcher(Map<String, Object> properties) throws Exception {
        Class<?> content = load("io.kafkars.fetch.RecordContent");
        Class<?> mode = load("io.kafkars.fetch.FetchMode");
        Method open =
                load("io.kafkars.fetch.LogFetchers").getMethod("open", Map.class, content, mode);
        return withLoader(
                () ->
                        (AutoCloseable)
                                open.invoke(
                                        null,
                                        properties,
                                        content.getField("ALL").get(null),
                                        mode.getField("AUTO").get(null)));
    }

    // Class loading

    @Test
    void theServiceFilesNameTheServices() {
        var services = new TreeMap<String, Set<String>>();
        for (String name : files.keySet()) {
            if (name.startsWith(SERVICES)) {
                services.put(name.substring(SERVICES.length()), implementations(name));
            }
        }
        assertThat(services).isEqualTo(SERVICE_FILES);
    }

    @Test
    void everyServiceLoadsWithFlinkAlone() throws Exception {
        for (var service : SERVICE_FILES.entrySet()) {
            Class<?> type = load(service.getKey());
            for (String name : service.getValue()) {
                Class<?> implementation = load(name);
                assertThat(implementation).isAssignableTo(type);
                assertThat(implementation.getClassLoader()).isSameAs(loader);
                assertThat(implementation.getConstructor().newInstance()).isNotNull();
            }
        }
    }

    @Test
    void aLoginModuleIsFoundByItsRelocatedNameOnly() throws Exception {
        String module = "org.apache.kafka.common.security.plain.PlainLoginModule";

        openAdmin(SHADED + module).close();
        assertThatThrownBy(() -> openAdmin(module)).rootCause().hasMessageContaining(module);
    }

    /** An admin client without a broker: it logs in when it is created. */
    private static AutoCloseable openAdmin(String loginModule) throws Exception {
        var properties =
                Map.of(
                        "bootstrap.servers",
                        "localhost:1",
                        "security.protocol",
                        "SASL_PLAINTEXT",
                        "sasl.mechanism",
                        "PLAIN",
                        "sasl.jaas.config",
                        loginModule + " required username=\"a\" password=\"b\";");
        Method create =
                load(SHADED + "org.apache.kafka.clients.admin.Admin")
                        .getMethod("create", Map.class);
        return withLoader(() -> (AutoCloseable) create.invoke(null, properties));
    }

    /** Calls something by reflection, with the loader of the jar as that of the thread. */
    private static <T> T withLoader(Callable<T> call) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return call.call();
        } catch (InvocationTargetException e) {
            throw (Exception) e.getCause();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static Class<?> load(String name) throws ClassNotFoundException {
        return Class.forName(name, true, loader);
    }

    private static String text(String entry) {
        assertThat(files).containsKey(entry);
        return new String(files.get(entry), UTF_8);
    }

    /** The names in a service file, without its comments. */
    private static Set<String> implementations(String serviceFile) {
        return Pattern.compile("\\R")
                .splitAsStream(text(serviceFile))
                .map(line -> line.replaceFirst("#.*", "").strip())
                .filter(line -> !line.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
