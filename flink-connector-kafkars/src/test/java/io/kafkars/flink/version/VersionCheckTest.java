// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.version;

import org.apache.flink.runtime.util.EnvironmentInformation;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class VersionCheckTest {

    private static final String TESTED = String.join(", ", TestedVersions.all());

    private final List<String> warnings = new ArrayList<>();

    private VersionCheck on(String version) {
        return new VersionCheck(version, warnings::add);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.2.0", "2.2.1", "2.2.9", "2.2-SNAPSHOT", "1.20.5", "<unknown>"})
    void aTestedVersionAndItsOtherPatchReleasesGetNoWarning(String version) {
        assertThat(on(version).<Integer, RuntimeException>run(() -> 1)).isEqualTo(1);
        assertThat(warnings).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2.0", "1.19.3", "2.20.0", "3.0.0", "2", "next"})
    void anotherVersionGetsOneWarningThatNamesItAndTheTestedOnes(String version) {
        VersionCheck check = on(version);

        check.<Integer, RuntimeException>run(() -> 1);
        check.<Integer, RuntimeException>run(() -> 2);

        assertThat(warnings)
                .containsExactly(
                        "Flink "
                                + version
                                + " is not a version that kafkars is tested with; those are "
                                + TESTED);
    }

    @Test
    void aClassThatFlinkLacksIsNamedWithTheVersion() {
        var missing = new NoClassDefFoundError("org/apache/flink/streaming/api/lineage/Vertex");

        assertThatThrownBy(() -> on("1.19.3").run(() -> fail(missing)))
                .isInstanceOf(IllegalStateException.class)
                .hasNoCause()
                .hasSuppressedException(missing)
                .hasMessage(
                        "kafkars does not run on Flink 1.19.3, which lacks something that it uses:"
                                + " java.lang.NoClassDefFoundError:"
                                + " org/apache/flink/streaming/api/lineage/Vertex. Use one of the"
                                + " versions that kafkars is tested with: "
                                + TESTED);
    }

    @Test
    void aMethodThatATestedVersionLacksPointsToTheClassPath() {
        var missing = new NoSuchMethodError("'void org.apache.flink.util.Collector.collectAll()'");

        assertThatThrownBy(() -> on("2.2.1").run(() -> fail(missing)))
                .hasMessageContaining("Flink 2.2.1")
                .hasMessageContaining("Collector.collectAll()")
                .hasMessageEndingWith(
                        "kafkars is tested with this version, so look for classes of another"
                                + " version of Flink on the class path");
    }

    @Test
    void aMissingClassOfAnotherLibraryIsNotTheFaultOfFlink() {
        var missing = new NoClassDefFoundError("org/apache/arrow/vector/VectorSchemaRoot");

        assertThatThrownBy(() -> on("1.19.3").run(() -> fail(missing))).isSameAs(missing);
    }

    @Test
    void theVersionOfTheBuildIsOneOfTheTestedOnesButForThePatchRelease() {
        assertThat(TestedVersions.cover(EnvironmentInformation.getVersion())).isTrue();
    }

    private static Void fail(LinkageError error) {
        throw error;
    }
}
