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
 * <p>The distribution itself is not used: it is a download of half a gigabyte, and its jar is not
 * in every Maven repository. Its parts are.
 */
final class FlinkClassPath {

    private FlinkClassPath() {}

    static String get() throws IOException {
        String flink = Files.readString(Path.of(property("flink.classpath"))).strip();
        return Stream.concat(
                        Stream.of(flink, property("sql.jar")),
                        Stream.of(
                                        FileSystemTableFactory.class,
                                        Log4jLoggerFactory.class,
                                        LogManager.class,
                                        LoggerContext.class,
                                        // The classes of this package that run in the processes.
                                        ChildMain.class)
                                .map(FlinkClassPath::location))
                .collect(Collectors.joining(System.getProperty("path.separator")));
    }

    private static String location(Class<?> type) {
        URI location =
                URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString());
        return Path.of(location).toString();
    }

    /** A system property that the build sets. */
    private static String property(String name) {
        String value = System.getProperty(name);
        if (value == null || !Files.exists(Path.of(value))) {
            throw new IllegalStateException(
                    "System property '"
                            + name
                            + "' is "
                            + (value == null ? "not set" : "'" + value + "', which does not exist")
                            + ": run these tests with 'mvn verify -pl e2e-tests -am', which packages"
                            + " the SQL jar before");
        }
        return value;
    }
}
