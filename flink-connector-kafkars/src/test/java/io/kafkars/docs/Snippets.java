// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.docs;

import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import java.io.IOException;
import java.io.StringWriter;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compiles examples on the class path of the tests. An example with imports is a whole source file.
 * Any other is compiled as the body of {@code Example.run}, with the imports below and the
 * parameters {@code env} and {@code builder}, which the pages use.
 */
final class Snippets {

    static final String CLASS = "Example";
    static final String METHOD = "run";

    private static final List<String> IMPORTS =
            List.of(
                    "io.kafkars.consumer.*",
                    "io.kafkars.flink.*",
                    "io.kafkars.flink.deserializer.*",
                    "io.kafkars.flink.errors.*",
                    "io.kafkars.flink.message.*",
                    "io.kafkars.merge.RecordCursor",
                    "io.kafkars.merge.RecordView",
                    "io.kafkars.topics.*",
                    "org.apache.flink.api.common.eventtime.WatermarkStrategy",
                    "org.apache.flink.api.common.serialization.SimpleStringSchema",
                    "org.apache.flink.api.common.typeinfo.*",
                    "org.apache.flink.streaming.api.datastream.*",
                    "org.apache.flink.streaming.api.environment.StreamExecutionEnvironment",
                    "org.apache.flink.types.Either",
                    "org.apache.flink.util.Collector",
                    "org.apache.kafka.clients.consumer.ConsumerRecord",
                    "org.apache.kafka.common.serialization.LongDeserializer",
                    "java.nio.charset.StandardCharsets",
                    "java.time.*",
                    "java.util.*",
                    "java.util.regex.Pattern");

    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

    /** One for all: opening every jar of the class path takes longer than compiling an example. */
    private static final StandardJavaFileManager FILES =
            COMPILER.getStandardFileManager(null, null, null);

    private static final Pattern PUBLIC_CLASS = Pattern.compile("public (?:final )?class (\\w+)");
    private static final Pattern JAVADOC_EXAMPLE =
            Pattern.compile(" \\* <pre>\\{@code\\n(.*?) \\* }</pre>", Pattern.DOTALL);

    private Snippets() {}

    /** The first example in the Javadoc of a main class, which is that of the class as a whole. */
    static String inJavadocOf(Class<?> type) throws IOException {
        Path source =
                Markdown.root()
                        .resolve("flink-connector-kafkars/src/main/java")
                        .resolve(type.getName().replace('.', '/') + ".java");
        String text = Files.readString(source);
        Matcher example = JAVADOC_EXAMPLE.matcher(text.substring(0, text.indexOf("\npublic ")));
        assertThat(example.find()).as("%s has an example in its Javadoc", type).isTrue();
        return example.group(1).replaceAll("(?m)^ \\* ?", "");
    }

    /** Fails with the messages of the compiler if there are any. */
    static void compile(String snippet, Path classes) {
        String source = isWhole(snippet) ? snippet : wrapped(snippet);
        var messages = new StringWriter();
        boolean compiled =
                COMPILER.getTask(
                                messages,
                                FILES,
                                null,
                                List.of(
                                        "-classpath",
                                        System.getProperty("java.class.path"),
                                        "-d",
                                        classes.toString(),
                                        "-proc:none",
                                        "-Xlint:deprecation,removal,unchecked,rawtypes",
                                        "-Werror"),
                                null,
                                List.of(new Source(nameOf(source), source)))
                        .call();
        assertThat(compiled).as("%s%nin%n%s", messages, source).isTrue();
    }

    /** A loader of what was compiled. */
    static URLClassLoader loader(Path classes) throws MalformedURLException {
        return new URLClassLoader(
                new URL[] {classes.toUri().toURL()}, Snippets.class.getClassLoader());
    }

    private static boolean isWhole(String snippet) {
        return snippet.startsWith("import ");
    }

    private static String wrapped(String snippet) {
        return IMPORTS.stream().map(name -> "import " + name + ";\n").collect(Collectors.joining())
                + "public class "
                + CLASS
                + " {\n"
                + "public static void "
                + METHOD
                + "(StreamExecutionEnvironment env, KafkarsSourceBuilder<Message> builder)"
                + " throws Exception {\n"
                + snippet
                + "}\n}\n";
    }

    private static String nameOf(String source) {
        Matcher declared = PUBLIC_CLASS.matcher(source);
        assertThat(declared.find()).as("there is a public class in%n%s", source).isTrue();
        return declared.group(1);
    }

    private static final class Source extends SimpleJavaFileObject {

        private final String text;

        Source(String className, String text) {
            super(URI.create("string:///" + className + ".java"), JavaFileObject.Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
