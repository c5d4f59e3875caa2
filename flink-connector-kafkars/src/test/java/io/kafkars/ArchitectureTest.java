// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars;

import org.apache.flink.annotation.Internal;
import org.apache.flink.annotation.PublicEvolving;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each layer knows only those before it: columns, batches, merge, topics, fetch, consumer, arrow,
 * flink (section 5 of the design).
 */
class ArchitectureTest {

    private static final JavaClasses PRODUCTION =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("io.kafkars");

    @Test
    void theColumnsArePlainJava() {
        classes()
                .that()
                .resideInAPackage("io.kafkars.columns..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("io.kafkars.columns..", "java..")
                .check(PRODUCTION);
    }

    @Test
    void theBatchesArePlainJava() {
        classes()
                .that()
                .resideInAPackage("io.kafkars.batches..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.kafkars.columns..",
                        "io.kafkars.validation..",
                        "io.kafkars.batches..",
                        "java..")
                .check(PRODUCTION);
    }

    @Test
    void theMergeIsPlainJava() {
        classes()
                .that()
                .resideInAPackage("io.kafkars.merge..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.kafkars.columns..",
                        "io.kafkars.validation..",
                        "io.kafkars.merge..",
                        "java..")
                .check(PRODUCTION);
    }

    @Test
    void theTopicsPollNothing() {
        classes()
                .that()
                .resideInAPackage("io.kafkars.topics..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.kafkars.validation..",
                        "io.kafkars.merge..",
                        "io.kafkars.topics..",
                        "org.apache.kafka.common..",
                        "org.slf4j..",
                        "java..")
                .check(PRODUCTION);
    }

    @Test
    void fetchingKnowsKafkaAndNeitherMergeNorTopics() {
        classes()
                .that()
                .resideInAPackage("io.kafkars.fetch..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.kafkars.columns..",
                        "io.kafkars.validation..",
                        "io.kafkars.batches..",
                        "io.kafkars.fetch..",
                        "org.apache.kafka..",
                        "org.slf4j..",
                        "java..")
                .check(PRODUCTION);
    }

    @Test
    void theConsumerKnowsKafkaAndNoFlink() {
        classes()
                .that()
                .resideInAPackage("io.kafkars.consumer..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.kafkars.columns..",
                        "io.kafkars.validation..",
                        "io.kafkars.batches..",
                        "io.kafkars.merge..",
                        "io.kafkars.topics..",
                        "io.kafkars.fetch..",
                        "io.kafkars.consumer..",
                        "org.apache.kafka..",
                        "org.slf4j..",
                        "java..")
                .check(PRODUCTION);
    }

    /** What is internal to Kafka's client changes without notice: one package notices. */
    @Test
    void onlyOnePackageTouchesTheInsideOfKafkasClient() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.kafkars.fetch.internals")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.apache.kafka.clients.consumer.internals..",
                        "org.apache.kafka.common.internals..",
                        "org.apache.kafka.common.message..",
                        "org.apache.kafka.common.record.internal..",
                        "org.apache.kafka.common.compress..",
                        "org.apache.kafka.common.requests..",
                        "org.apache.kafka.common.telemetry..")
                .check(PRODUCTION);
    }

    @Test
    void arrowIsUsableWithoutKafkaAndFlink() {
        classes()
                .that()
                .resideInAPackage("io.kafkars.arrow..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.kafkars.columns..",
                        "io.kafkars.validation..",
                        "io.kafkars.merge..",
                        "io.kafkars.arrow..",
                        "org.apache.arrow..",
                        "java..")
                .check(PRODUCTION);
    }

    /** By its name, because classes of others are not resolved. */
    private static boolean isThrowable(JavaClass type) {
        return type.getSimpleName().matches(".*(Exception|Error|Throwable)");
    }

    /** A constructor of ours passes what it is given to one that is not. */
    private static boolean isOurs(JavaClass type) {
        return type.getPackageName().startsWith("io.kafkars");
    }

    /** What is thrown must be the innermost cause, which is all that some clients show. */
    @Test
    void noFailureIsTheCauseOfItsExplanation() {
        noClasses()
                .should()
                .callMethod(Throwable.class, "initCause", Throwable.class)
                .orShould()
                .callConstructorWhere(
                        describe(
                                "an exception gets a cause; see Explanation",
                                call ->
                                        isThrowable(call.getTargetOwner())
                                                && !isOurs(call.getTargetOwner())
                                                && call.getTarget().getRawParameterTypes().stream()
                                                        .anyMatch(ArchitectureTest::isThrowable)))
                .check(PRODUCTION);
    }

    /**
     * A failure that is attached with its causes is what Flink's SQL Client shows. In the sources,
     * since try-with-resources attaches what fails when it closes.
     */
    @Test
    void onlyAnExplanationAttachesAFailure() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            assertThat(files.filter(Files::isRegularFile))
                    .isNotEmpty()
                    .filteredOn(ArchitectureTest::attachesAFailure)
                    .extracting(file -> file.getFileName().toString())
                    .containsExactly("Explanation.java");
        }
    }

    private static boolean attachesAFailure(Path source) {
        try {
            return Files.readString(source).contains(".addSuppressed(");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void onlyThePartsForArrowKnowArrow() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "io.kafkars.arrow..",
                        "io.kafkars.flink.arrow..",
                        "io.kafkars.flink.format..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.arrow..")
                .check(PRODUCTION);
    }

    @Test
    void nothingAboveFlinkKnowsIt() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.kafkars.flink..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.kafkars.flink..", "org.apache.flink..")
                .check(PRODUCTION);
    }

    @Test
    void theLayersHaveNoCycles() {
        slices().matching("io.kafkars.(*)..").should().beFreeOfCycles().check(PRODUCTION);
    }

    @Test
    void thePackagesBelowFlinkHaveNoCycles() {
        slices().matching("io.kafkars.flink.(**)").should().beFreeOfCycles().check(PRODUCTION);
    }

    @Test
    void onlyTheTablesKnowWhatTheSourceIsBuiltWith() {
        noClasses()
                .that()
                .resideInAPackage("io.kafkars.flink.*..")
                .and()
                .resideOutsideOfPackage("io.kafkars.flink.table..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.kafkars.flink")
                .check(PRODUCTION);
    }

    /** The artifact that users get contains no other package of the tests. */
    @Test
    void theTestKitUsesNoOtherTestCode() {
        classes()
                .that()
                .haveNameNotMatching(".*(Test|ITCase)(\\$.*)?")
                .should()
                .onlyDependOnClassesThat(
                        describe(
                                "are in the kit or in main code",
                                type ->
                                        !type.getPackageName().startsWith("io.kafkars")
                                                || type.getPackageName()
                                                        .equals("io.kafkars.testing")
                                                || PRODUCTION.contain(
                                                        type.getBaseComponentType().getName())))
                .check(
                        new ClassFileImporter()
                                .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
                                .importPackages("io.kafkars.testing"));
    }

    @Test
    void whatIsPublicInTheFlinkLayerSaysForWhom() {
        classes()
                .that()
                .resideInAPackage("io.kafkars.flink..")
                .and()
                .arePublic()
                .and()
                .areTopLevelClasses()
                .should()
                .beAnnotatedWith(PublicEvolving.class)
                .orShould()
                .beAnnotatedWith(Internal.class)
                .check(PRODUCTION);
    }
}
