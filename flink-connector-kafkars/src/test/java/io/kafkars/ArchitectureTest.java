package io.kafkars;

import org.apache.flink.annotation.Internal;
import org.apache.flink.annotation.PublicEvolving;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/** Each layer knows only those above it: merge, consumer, flink (section 5 of the design). */
class ArchitectureTest {

    private static final JavaClasses PRODUCTION =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("io.kafkars");

    @Test
    void theMergeIsPlainJava() {
        classes()
                .that()
                .resideInAPackage("io.kafkars.merge..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("io.kafkars.merge..", "java..")
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
                        "io.kafkars.merge..",
                        "io.kafkars.consumer..",
                        "org.apache.kafka..",
                        "org.slf4j..",
                        "java..")
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
