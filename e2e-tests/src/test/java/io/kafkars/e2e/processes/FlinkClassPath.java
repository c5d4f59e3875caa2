// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.e2e.processes;

import org.apache.flink.connector.file.table.FileSystemTableFactory;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.slf4j.Log4jLoggerFactory;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The class path of Flink's processes: what Flink's distribution has in {@code lib}, with the SQL
 * jar added to it, as users do.
 *
 * <p>The build does not use the distribution itself: it is a download of half a gigabyte, and its
 * jar is not in every Maven repository. Its parts are. {@code ./flink-versions} does use it.
 *
 * @param file has the class path of Flink alone
 */
record FlinkClassPath(Path file) {

    /**
     * Of the version under test, which is the one of the build unless a system property differs.
     */
    static FlinkClassPath current() {
        return new FlinkClassPath(property("flink.classpath"));
    }

    /** Of the version from which savepoints are taken over: the one under test if none is given. */
    static FlinkClassPath former() {
        return System.getProperty("flink.former.classpath") == null
                ? current()
                : new FlinkClassPath(property("flink.former.classpath"));
    }

    /** Flink, the SQL jar, logging, and the classes of this package. */
    String withSqlJar() throws IOException {
        String flink = Files.readString(file).strip();
        // What the distribution has, and its parts have not.
        Stream<Class<?>> further =
                flink.contains("flink-connector-files")
                        ? Stream.of()
                        : Stream.of(FileSystemTableFactory.class);
        Stream<Class<?>> logging =
                Stream.of(Log4jLoggerFactory.class, LogManager.class, LoggerContext.class);
        return Stream.of(
                        Stream.of(flink, property("sql.jar").toString()),
                        Stream.of(further, logging, Stream.of(ChildMain.class))
                                .flatMap(classes -> classes)
                                .map(FlinkClassPath::location))
                .flatMap(paths -> paths)
                .collect(Collectors.joining(System.getProperty("path.separator")));
    }

    private static String location(Class<?> type) {
        URI location =
                URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString());
        return Path.of(location).toString();
    }

    /** The file of a system property that the build sets. */
    private static Path property(String name) {
        String value = System.getProperty(name);
        if (value == null || !Files.exists(Path.of(value))) {
            throw new IllegalStateException(
                    "System property '"
                            + name
                            + "' is "
                            + (value == null ? "not set" : "'" + value + "', which does not exist")
                            + ": run these tests with 'mvn verify -pl e2e-tests -am', which"
                            + " packages the SQL jar before");
        }
        return Path.of(value);
    }
}
