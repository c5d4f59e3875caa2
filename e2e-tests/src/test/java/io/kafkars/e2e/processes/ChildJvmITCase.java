// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.e2e.processes;

import io.kafkars.testing.Await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import static org.assertj.core.api.Assertions.assertThat;

/** A child JVM ends with its parent, and its log can be shown. */
@Timeout(90)
class ChildJvmITCase {

    private static final List<String> SMALL =
            List.of("-Xmx64m", "-cp", System.getProperty("java.class.path"));

    @TempDir Path logs;

    @Test
    void aChildEndsWithItsParentEvenIfThatIsKilled() throws Exception {
        try (var parent =
                ChildJvm.start(
                        "parent", logs, SMALL, Parent.class.getName(), List.of(logs.toString()))) {
            Path pid = logs.resolve("pid");
            Await.until("child of the child", () -> Files.exists(pid) && Files.size(pid) > 0);
            var grandchild = ProcessHandle.of(Long.parseLong(Files.readString(pid))).orElseThrow();
            assertThat(grandchild.isAlive()).isTrue();

            parent.kill();

            Await.until("end of the child of the child", () -> !grandchild.isAlive());
        }
    }

    @Test
    void whatAChildThatFailedHasPrintedCanBeShown() throws Exception {
        try (var child =
                ChildJvm.start("failing", logs, SMALL, "io.kafkars.NoSuchClass", List.of())) {
            assertThat(child.await(60)).isNotZero();
            assertThat(child.isAlive()).isFalse();
            assertThat(child.endOfLog()).contains("log of failing", "io.kafkars.NoSuchClass");
        }
    }

    /** Starts a child of its own, and waits until it is killed. */
    static final class Parent {

        public static void main(String[] args) throws Exception {
            ChildJvm.start("child", Path.of(args[0]), SMALL, Child.class.getName(), List.of(args));
            new CountDownLatch(1).await();
        }
    }

    /** Writes its process id to a file, and waits until it is killed. */
    static final class Child {

        public static void main(String[] args) throws Exception {
            Files.writeString(
                    Path.of(args[0], "pid"), String.valueOf(ProcessHandle.current().pid()));
            new CountDownLatch(1).await();
        }
    }
}
