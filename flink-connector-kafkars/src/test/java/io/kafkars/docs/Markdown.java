// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A page of the documentation, split into the parts that tests compare. */
final class Markdown {

    private static final Pattern CODE_BLOCK =
            Pattern.compile("^```(\\w*)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern HEADING = Pattern.compile("^(#+) (.*)$", Pattern.MULTILINE);
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)]+)\\)");
    private static final Pattern CODE_SPAN = Pattern.compile("`([^`]+)`");

    /**
     * A fenced block.
     *
     * @param language the word after the opening fence, or an empty string
     */
    record CodeBlock(String language, String code) {}

    private final Path file;
    private final String text;

    private Markdown(Path file, String text) {
        this.file = file;
        this.text = text;
    }

    /** The project's root directory; Surefire sets {@code basedir} to that of the module. */
    static Path root() {
        return Path.of(System.getProperty("basedir", "")).toAbsolutePath().normalize().getParent();
    }

    /** README.md and the other pages at the root, and every page under docs/. */
    static List<Markdown> all() throws IOException {
        try (Stream<Path> top = Files.list(root());
                Stream<Path> docs = Files.walk(root().resolve("docs"))) {
            return Stream.concat(top, docs)
                    .filter(path -> path.toString().endsWith(".md"))
                    .sorted()
                    .map(Markdown::read)
                    .toList();
        }
    }

    /** The page at a path from the root of the project. */
    static Markdown of(String path) {
        return read(root().resolve(path));
    }

    private static Markdown read(Path file) {
        try {
            return new Markdown(file, Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path file() {
        return file;
    }

    String text() {
        return text;
    }

    List<CodeBlock> codeBlocks() {
        return CODE_BLOCK
                .matcher(text)
                .results()
                .map(block -> new CodeBlock(block.group(1), block.group(2)))
                .toList();
    }

    List<String> codeBlocks(String language) {
        return codeBlocks().stream()
                .filter(block -> block.language().equals(language))
                .map(CodeBlock::code)
                .toList();
    }

    /** The text after a heading, up to the next heading of the same or a higher level. */
    Markdown section(String heading) {
        List<MatchResult> headings = HEADING.matcher(text).results().toList();
        for (int i = 0; i < headings.size(); i++) {
            MatchResult found = headings.get(i);
            if (found.group(2).equals(heading)) {
                int end =
                        headings.stream()
                                .skip(i + 1L)
                                .filter(
                                        next ->
                                                next.end(1) - next.start()
                                                        <= found.group(1).length())
                                .mapToInt(MatchResult::start)
                                .findFirst()
                                .orElse(text.length());
                return new Markdown(file, text.substring(found.end(), end));
            }
        }
        throw new AssertionError(file + " has no heading '" + heading + "'");
    }

    /** Targets of links and images. */
    List<String> links() {
        return LINK.matcher(prose()).results().map(link -> link.group(1)).toList();
    }

    /** What a link can have after a '#': each heading in GitHub's spelling. */
    Set<String> anchors() {
        var anchors = new LinkedHashSet<String>();
        HEADING.matcher(prose())
                .results()
                .map(heading -> heading.group(2).toLowerCase(Locale.ROOT))
                .map(heading -> heading.replaceAll("[^\\w\\- ]", "").replace(' ', '-'))
                .forEach(anchors::add);
        return anchors;
    }

    /** The rows of all tables whose first column has this title. */
    List<List<String>> rows(String firstColumn) {
        var rows = new ArrayList<List<String>>();
        String title = null;
        for (String line : prose().split("\n")) {
            if (!line.startsWith("|")) {
                title = null;
                continue;
            }
            List<String> cells =
                    Arrays.stream(line.substring(1).split("\\|", -1)).map(String::strip).toList();
            if (title == null) {
                title = cells.get(0);
            } else if (title.equals(firstColumn) && !cells.get(0).startsWith("---")) {
                rows.add(cells.subList(0, cells.size() - 1));
            }
        }
        return rows;
    }

    /** One column of these rows, keyed by the code spans of the first, which must be unique. */
    Map<String, String> column(String firstColumn, int index) {
        var values = new HashMap<String, String>();
        for (List<String> row : rows(firstColumn)) {
            for (String key : codeSpans(row.get(0))) {
                if (values.put(key, row.get(index)) != null) {
                    throw new AssertionError(file + " has two rows for '" + key + "'");
                }
            }
        }
        return values;
    }

    static List<String> codeSpans(String text) {
        return CODE_SPAN.matcher(text).results().map(span -> span.group(1)).toList();
    }

    private String prose() {
        return CODE_BLOCK.matcher(text).replaceAll("");
    }

    @Override
    public String toString() {
        return root().relativize(file).toString();
    }
}
