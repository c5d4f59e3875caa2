// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The jar that this module packages, and the class path of Flink without it. */
final class SqlJar {

    private SqlJar() {}

    static Path path() {
        return Path.of(property("sql.jar"));
    }

    /** Flink and its dependencies. */
    static List<Path> flink() {
        try {
            String classPath = Files.readString(Path.of(property("flink.classpath"))).strip();
            return Arrays.stream(classPath.split(System.getProperty("path.separator")))
                    .map(Path::of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The libraries that go into the jar, as group, name and version. */
    static Set<String> bundled() {
        try {
            return Pattern.compile("(?m)^ +([\\w.-]+):([\\w-]+):jar:([\\w.]+):")
                    .matcher(Files.readString(Path.of(property("bundled.libraries"))))
                    .results()
                    .map(found -> found.group(1) + ":" + found.group(2) + ":" + found.group(3))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The jar or directory that a class of the tests comes from. */
    static Path ofClass(Class<?> type) {
        return Path.of(
                URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString()));
    }

    /** A class loader of the jar that also sees Flink, and nothing of the tests. */
    static URLClassLoader loader() {
        var flink = new URLClassLoader(urls(flink()), ClassLoader.getPlatformClassLoader());
        return new URLClassLoader(urls(List.of(path())), flink);
    }

    private static URL[] urls(List<Path> paths) {
        return paths.stream().map(SqlJar::url).toArray(URL[]::new);
    }

    private static URL url(Path path) {
        try {
            return path.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A system property that the build sets. */
    static String property(String name) {
        String value = System.getProperty(name);
        if (value == null) {
            throw new IllegalStateException(
                    "System property '"
                            + name
                            + "' is not set: run these tests with 'mvn verify', which packages the"
                            + " jar first");
        }
        return value;
    }
}
