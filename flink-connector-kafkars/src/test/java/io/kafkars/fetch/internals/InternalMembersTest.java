// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.fetch.internals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.apache.kafka.common.utils.AppInfoParser;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

class InternalMembersTest {

    private static final JavaClasses PACKAGE =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("io.kafkars.fetch.internals");

    @Test
    void theClientOfTheBuildIsTestedAndHasEverything() {
        assertThat(InternalMembers.TESTED_VERSIONS).contains(AppInfoParser.getVersion());
        assertThat(InternalMembers.unavailable()).isEmpty();
    }

    @Test
    void everyClassThatUsesKafkasClientIsChecked() {
        Set<String> users =
                PACKAGE.stream()
                        .filter(InternalMembersTest::usesKafka)
                        .map(JavaClass::getName)
                        .filter(name -> !name.equals(InternalMembers.class.getName()))
                        .collect(Collectors.toSet());

        assertThat(InternalMembers.users())
                .extracting(Class::getName)
                .containsExactlyInAnyOrderElementsOf(users);
    }

    private static boolean usesKafka(JavaClass type) {
        return type.getDirectDependenciesFromSelf().stream()
                .anyMatch(use -> use.getTargetClass().getName().startsWith("org.apache.kafka."));
    }

    @Test
    void everyMemberThatTheyUseIsChecked() throws IOException {
        var checked = new HashSet<String>();
        for (Class<?> user : InternalMembers.users()) {
            InternalMembers.references(user)
                    .forEach(member -> checked.add(member.owner() + "." + member.name()));
        }
        var used =
                PACKAGE.stream()
                        .filter(type -> !type.getName().equals(InternalMembers.class.getName()))
                        .flatMap(type -> type.getAccessesFromSelf().stream())
                        .map(access -> access.getTarget())
                        .filter(
                                target ->
                                        target.getOwner().getName().startsWith("org.apache.kafka."))
                        .map(target -> target.getOwner().getName() + "." + target.getName())
                        .collect(Collectors.toSet());

        assertThat(used).hasSizeGreaterThan(80);
        assertThat(checked).containsAll(used);
    }

    @Test
    void aMemberIsMissingIfAnyOfItsTypesDiffers() {
        var list = "java.util.List";
        assertThat(
                        missing(
                                new MemberReference(list, "size", "()I"),
                                new MemberReference(list, "of", "()Ljava/util/List;"),
                                new MemberReference("java.lang.Object", "<init>", "()V"),
                                new MemberReference("java.lang.Integer", "MAX_VALUE", "I"),
                                new MemberReference("[I", "clone", "()Ljava/lang/Object;")))
                .isEmpty();
        var absent =
                List.of(
                        new MemberReference(list, "size", "()J"),
                        new MemberReference(list, "magnitude", "()I"),
                        new MemberReference("java.lang.Object", "<init>", "(I)V"),
                        new MemberReference("java.lang.Integer", "MAX_VALUE", "J"),
                        new MemberReference("java.util.Lists", "size", "()I"),
                        new MemberReference(list, "add", "(Ljava/util/Lists;)Z"));
        assertThat(missing(absent.toArray(MemberReference[]::new)))
                .containsExactlyElementsOf(absent.stream().map(MemberReference::toString).toList());
    }

    private static List<String> missing(MemberReference... references) {
        return InternalMembers.missing(InternalMembersTest.class, List.of(references));
    }
}
