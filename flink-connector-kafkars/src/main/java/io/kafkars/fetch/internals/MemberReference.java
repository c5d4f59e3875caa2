// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.fetch.internals;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A field or method that a class file refers to.
 *
 * @param owner name of the class, or descriptor of the array, in which it is looked up
 * @param descriptor its types, in the form of class files
 */
record MemberReference(String owner, String name, String descriptor) {

    // Tags of the constant pool: chapter 4.4 of the Java Virtual Machine Specification.
    private static final int UTF8 = 1;
    private static final int LONG = 5;
    private static final int DOUBLE = 6;
    private static final int CLASS = 7;
    private static final int STRING = 8;
    private static final int FIELD = 9;
    private static final int METHOD = 10;
    private static final int INTERFACE_METHOD = 11;
    private static final int METHOD_HANDLE = 15;
    private static final int METHOD_TYPE = 16;
    private static final int MODULE = 19;
    private static final int PACKAGE = 20;

    /** Size of the magic number and of both version numbers. */
    private static final int HEADER_SIZE = 8;

    /** One constant: its text, or the indexes of the constants that it consists of. */
    private record Constant(int tag, String text, int first, int second) {}

    /** All references of a class file. */
    static List<MemberReference> allIn(byte[] classFile) throws IOException {
        Constant[] pool = pool(classFile);
        var references = new ArrayList<MemberReference>();
        for (Constant constant : pool) {
            if (constant != null && constant.tag >= FIELD && constant.tag <= INTERFACE_METHOD) {
                Constant type = pool[constant.second];
                references.add(
                        new MemberReference(
                                pool[pool[constant.first].first].text.replace('/', '.'),
                                pool[type.first].text,
                                pool[type.second].text));
            }
        }
        return references;
    }

    private static Constant[] pool(byte[] classFile) throws IOException {
        var in = new DataInputStream(new ByteArrayInputStream(classFile));
        in.skipBytes(HEADER_SIZE);
        var pool = new Constant[in.readUnsignedShort()];
        for (int i = 1; i < pool.length; i++) {
            pool[i] = read(in);
            if (pool[i].tag == LONG || pool[i].tag == DOUBLE) {
                i++; // they take two places
            }
        }
        return pool;
    }

    private static Constant read(DataInputStream in) throws IOException {
        int tag = in.readUnsignedByte();
        return switch (tag) {
            case UTF8 -> new Constant(tag, in.readUTF(), 0, 0);
            case CLASS, STRING, METHOD_TYPE, MODULE, PACKAGE ->
                    new Constant(tag, null, in.readUnsignedShort(), 0);
            case LONG, DOUBLE -> new Constant(tag, null, in.readInt(), in.readInt());
            case METHOD_HANDLE ->
                    new Constant(tag, null, in.readUnsignedByte(), in.readUnsignedShort());
            default -> new Constant(tag, null, in.readUnsignedShort(), in.readUnsignedShort());
        };
    }

    boolean isMethod() {
        return descriptor.startsWith("(");
    }

    boolean isConstructor() {
        return name.equals("<init>");
    }

    @Override
    public String toString() {
        return owner + "." + name + " " + descriptor;
    }
}
