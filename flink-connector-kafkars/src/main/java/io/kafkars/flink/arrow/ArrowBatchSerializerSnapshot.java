package io.kafkars.flink.arrow;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

import java.io.IOException;

/**
 * What a checkpoint says about the layout of the Arrow batches in it: only its version. A later
 * layout gets the next version, restores a serializer for the one that it read, and asks Flink to
 * migrate.
 */
@Internal
public final class ArrowBatchSerializerSnapshot implements TypeSerializerSnapshot<ArrowBatch> {

    private static final int VERSION = 1;

    @Override
    public int getCurrentVersion() {
        return VERSION;
    }

    @Override
    public void writeSnapshot(DataOutputView out) {
        // The version says all, and Flink writes it.
    }

    @Override
    public void readSnapshot(int readVersion, DataInputView in, ClassLoader userCodeClassLoader)
            throws IOException {
        if (readVersion != VERSION) {
            throw new IOException(
                    String.format(
                            "State with Arrow batches has layout version %d, but this version of the"
                                    + " kafkars connector knows only version %d. Restore with the"
                                    + " connector version that wrote the state, or a later one.",
                            readVersion, VERSION));
        }
    }

    @Override
    public TypeSerializer<ArrowBatch> restoreSerializer() {
        return new ArrowBatchSerializer();
    }

    @Override
    public TypeSerializerSchemaCompatibility<ArrowBatch> resolveSchemaCompatibility(
            TypeSerializerSnapshot<ArrowBatch> oldSnapshot) {
        return oldSnapshot instanceof ArrowBatchSerializerSnapshot
                ? TypeSerializerSchemaCompatibility.compatibleAsIs()
                : TypeSerializerSchemaCompatibility.incompatible();
    }
}
