// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.validation;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;

import static org.assertj.core.api.Assertions.assertThat;

class ExplanationTest {

    @Test
    void theExplanationIsTheInnermostCauseAndKeepsTheFailure() {
        var failure = new IOException("no broker");

        assertThat(Explanation.of(new IllegalStateException("cannot start"), failure))
                .hasMessage("cannot start")
                .hasNoCause()
                .hasSuppressedException(failure);
    }

    /** Flink's SQL Client shows what comes after the last cause of the printed stack trace. */
    @Test
    void theLastCauseThatIsPrintedIsTheExplanation() {
        var failure = new IOException("cannot read", new UncheckedIOException(closed()));
        var explained = Explanation.of(new IllegalStateException("no broker at b:9092"), failure);

        assertThat(shown(new RuntimeException("job failed", explained)))
                .isEqualTo("java.lang.IllegalStateException: no broker at b:9092");
    }

    @Test
    void aFailureWithCausesIsAttachedInPartsThatPrintLikeIt() throws Exception {
        var root = closed();
        var failure = new IOException("cannot read", root);
        failure.addSuppressed(new IllegalStateException("cannot close"));
        var explained = Explanation.of(new IllegalStateException("cannot start"), failure);

        assertThat(explained).hasNoCause();
        assertThat(explained.getSuppressed())
                .extracting(Throwable::toString)
                .containsExactly(
                        "java.io.IOException: cannot read",
                        "java.lang.IllegalStateException: cannot close",
                        "java.nio.channels.ClosedChannelException");
        assertThat(explained.getSuppressed()).allSatisfy(part -> assertThat(part).hasNoCause());
        assertThat(explained.getSuppressed()[0].getStackTrace()).isEqualTo(failure.getStackTrace());
        assertThat(explained.getSuppressed()[2].getStackTrace()).isEqualTo(root.getStackTrace());
    }

    @Test
    void anExplanationOfAnExplanationPrintsNoCauseAfterIt() {
        var inner =
                Explanation.of(
                        new IOException("bad file"), new IOException(new IOException("bad block")));
        var outer = Explanation.of(new IllegalStateException("cannot start"), inner);

        assertThat(shown(outer)).isEqualTo("java.lang.IllegalStateException: cannot start");
        assertThat(stackTrace(outer)).contains("bad file", "bad block").doesNotContain("Caused by");
    }

    @Test
    void failuresThatFormACycleAreAttachedOnce() {
        var failure = new IOException("a");
        failure.initCause(new IOException("b", failure));

        assertThat(Explanation.of(new IllegalStateException(), failure).getSuppressed()).hasSize(2);
    }

    @Test
    void nothingIsAttachedToItself() {
        var failure = new IOException("a");

        assertThat(Explanation.of(failure, failure)).hasNoSuppressedExceptions();
    }

    /** A record may be a line of a log. */
    @Test
    void aQuotedStackTraceDoesNotCutTheMessage() {
        var failure = new IOException("x\n\tat A.b(A.java)\nCaused by: y\n\tat A.c(A.java)\n");
        String reason = "cannot parse: " + Explanation.reason(failure);

        assertThat(shown(new RuntimeException("job failed", new IllegalStateException(reason))))
                .startsWith("java.lang.IllegalStateException: cannot parse: x")
                .contains("A.c(A.java)");
    }

    @Test
    void aFailureWhoseMessageHasAStackTraceIsNoCauseEither() {
        var failure = new IOException("cannot read 'Caused by: y'");

        assertThat(shown(Explanation.of(new IllegalStateException("bad record"), failure)))
                .isEqualTo("java.lang.IllegalStateException: bad record");
    }

    private static ClosedChannelException closed() {
        return new ClosedChannelException();
    }

    /** As {@code CliStrings.messageError} of Flink 2.2 takes it from the printed stack trace. */
    private static String shown(Throwable failure) {
        String[] causes = stackTrace(failure).split("Caused by: ");
        return causes[causes.length - 1].split("\tat ")[0].trim();
    }

    private static String stackTrace(Throwable failure) {
        var text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    @Test
    void theReasonIsTheMessageAndThatOfTheRootCauseIfItSaysMore() {
        var root = new IOException("no broker");

        assertThat(Explanation.reason(root)).isEqualTo("no broker");
        assertThat(Explanation.reason(new IllegalStateException("cannot start", root)))
                .isEqualTo("cannot start: no broker");
        assertThat(Explanation.reason(new IllegalStateException(root)))
                .isEqualTo("java.io.IOException: no broker");
        assertThat(Explanation.reason(new IllegalStateException("cannot", new IOException())))
                .isEqualTo("cannot: java.io.IOException");
    }
}
