package io.kafkars;

import org.apache.flink.annotation.Internal;
import org.apache.flink.annotation.PublicEvolving;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/** Each layer knows only those above it: merge, consumer, flink (section 5 of the design). */
@AnalyzeClasses(packages = "io.kafkars", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule THE_MERGE_IS_PLAIN_JAVA =
            classes()
                    .that()
                    .resideInAPackage("io.kafkars.merge..")
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage("io.kafkars.merge..", "java..");

    @ArchTest
    static final ArchRule THE_CONSUMER_KNOWS_NO_FLINK =
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
                            "java..");

    @ArchTest
    static final ArchRule NOTHING_KNOWS_A_LAYER_BELOW_IT =
            noClasses()
                    .that()
                    .resideInAnyPackage("io.kafkars.merge..", "io.kafkars.consumer..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("io.kafkars.flink..");

    @ArchTest
    static final ArchRule THE_LAYERS_HAVE_NO_CYCLES =
            slices().matching("io.kafkars.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule WHAT_IS_PUBLIC_IN_FLINK_SAYS_SO =
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
                    .beAnnotatedWith(Internal.class);
}
