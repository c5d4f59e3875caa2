// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.sql;

import org.apache.flink.shaded.asm9.org.objectweb.asm.ClassReader;
import org.apache.flink.shaded.asm9.org.objectweb.asm.ClassWriter;
import org.apache.flink.shaded.asm9.org.objectweb.asm.commons.ClassRemapper;
import org.apache.flink.shaded.asm9.org.objectweb.asm.commons.Remapper;

import java.util.Set;
import java.util.TreeSet;

/**
 * The references of a class file.
 *
 * @param classes names of classes, with dots
 * @param strings string literals
 */
record References(Set<String> classes, Set<String> strings) {

    static References of(byte[] classFile) {
        var found = new References(new TreeSet<>(), new TreeSet<>());
        var collector =
                new Remapper() {
                    @Override
                    public String map(String internalName) {
                        found.classes.add(internalName.replace('/', '.'));
                        return internalName;
                    }

                    @Override
                    public Object mapValue(Object value) {
                        if (value instanceof String text) {
                            found.strings.add(text);
                        }
                        return super.mapValue(value);
                    }
                };
        new ClassReader(classFile)
                .accept(new ClassRemapper(new ClassWriter(0), collector), ClassReader.SKIP_FRAMES);
        return found;
    }
}
