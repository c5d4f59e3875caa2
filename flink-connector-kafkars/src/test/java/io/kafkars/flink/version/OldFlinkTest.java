// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.version;

import org.apache.flink.api.connector.source.SourceReaderContext;

import org.junit.jupiter.api.Test;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The connector on a Flink that lacks some of the classes which the connector uses. */
class OldFlinkTest {

    /** As in 1.19. */
    @Test
    void aSourceThatIsBuiltOnAFlinkWithoutLineageNamesTheVersionAndWhatItLacks() throws Exception {
        try (var flink = new FlinkWithout("org.apache.flink.streaming.api.lineage.")) {
            Class<?> source = flink.loadClass("io.kafkars.flink.KafkarsSource");
            assertThat(source.getClassLoader()).isSameAs(flink);
            Object builder = source.getMethod("messages").invoke(null);
            builder.getClass()
                    .getMethod("setBootstrapServers", String.class)
                    .invoke(builder, "localhost:9092");
            builder.getClass()
                    .getMethod("setTopics", String[].class)
                    .invoke(builder, (Object) new String[] {"orders"});

            assertThatThrownBy(() -> build(builder))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("kafkars does not run on Flink 2.2.")
                    .hasMessageContaining("org/apache/flink/streaming/api/lineage/Lineage");
        }
    }

    /** As in 2.1. */
    @Test
    void aReaderOnAFlinkThatDoesNotTellTheModeOfTheJobMayHaveAMaximumDrift() throws Exception {
        try (var flink = new FlinkWithout(SourceReaderContext.class.getPackageName() + ".Rich")) {
            Class<?> context = flink.loadClass(SourceReaderContext.class.getName());
            Class<?> settings = flink.loadClass("io.kafkars.flink.drift.DriftSettings");
            Object limited =
                    settings.getMethod("withMaxDrift", Duration.class)
                            .invoke(settings.getField("DEFAULT").get(null), Duration.ofHours(1));
            Object reader =
                    Proxy.newProxyInstance(
                            flink, new Class<?>[] {context}, (proxy, method, arguments) -> null);

            assertThatCode(
                            () ->
                                    flink.loadClass("io.kafkars.flink.drift.BatchMode")
                                            .getMethod("refuse", settings, context)
                                            .invoke(null, limited, reader))
                    .doesNotThrowAnyException();
        }
    }

    private static void build(Object builder) throws Throwable {
        try {
            builder.getClass().getMethod("build").invoke(builder);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** The class path of this test, without some classes of Flink. */
    private static final class FlinkWithout extends URLClassLoader {

        private final String missing;

        /**
         * @param missing how the names of the missing classes begin
         */
        FlinkWithout(String missing) throws MalformedURLException {
            super(classPath(), ClassLoader.getPlatformClassLoader());
            this.missing = missing;
        }

        private static URL[] classPath() throws MalformedURLException {
            var urls = new ArrayList<URL>();
            for (String path : System.getProperty("java.class.path").split(File.pathSeparator)) {
                urls.add(Path.of(path).toUri().toURL());
            }
            return urls.toArray(URL[]::new);
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.startsWith(missing)) {
                throw new ClassNotFoundException(name);
            }
            return super.findClass(name);
        }
    }
}
