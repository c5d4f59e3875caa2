// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.types;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

import java.io.IOException;
import java.util.function.Supplier;

/**
 * What a checkpoint says about the layout of the values in it: its version. A later layout gets the
 * next version; its snapshot then restores a serializer for the version that it read, and asks
 * Flink to migrate.
 *
 * <p>Checkpoints contain the name of the snapshot's class, and Flink instantiates it by that name,
 * so each type needs a subclass with a constructor without parameters.
 *
 * @param <T> the class of the values
 */
@Internal
public abstract class LayoutSnapshot<T> implements TypeSerializerSnapshot<T> {

    private final String values;
    private final int version;
    private final Supplier<TypeSerializer<T>> serializer;

    /**
     * @param values what the state holds, for messages: "State with ..."
     * @param version of the layout that the serializer writes
     * @param serializer makes a serializer
     */
    protected LayoutSnapshot(String values, int version, Supplier<TypeSerializer<T>> serializer) {
        this.values = values;
        this.version = version;
        this.serializer = serializer;
    }

    @Override
    public final int getCurrentVersion() {
        return version;
    }

    @Override
    public void writeSnapshot(DataOutputView out) {
        // The version is all there is to write, and Flink writes it.
    }

    /**
     * @throws IOException if the state was written in an unknown layout
     */
    @Override
    public void readSnapshot(int readVersion, DataInputView in, ClassLoader userCodeClassLoader)
            throws IOException {
        if (readVersion != version) {
            throw new IOException(
                    String.format(
                            "State with %s has layout version %d, but this version of the kafkars"
                                    + " connector knows only version %d. Restore with the connector"
                                    + " version that wrote the state, or a later one.",
                            values, readVersion, version));
        }
    }

    @Override
    public TypeSerializer<T> restoreSerializer() {
        return serializer.get();
    }

    @Override
    public TypeSerializerSchemaCompatibility<T> resolveSchemaCompatibility(
            TypeSerializerSnapshot<T> oldSnapshot) {
        return getClass().isInstance(oldSnapshot)
                ? TypeSerializerSchemaCompatibility.compatibleAsIs()
                : TypeSerializerSchemaCompatibility.incompatible();
    }
}
