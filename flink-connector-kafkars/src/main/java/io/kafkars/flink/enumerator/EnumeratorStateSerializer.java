// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.enumerator;

import io.kafkars.flink.split.KafkarsSplit;
import io.kafkars.flink.split.KafkarsSplitSerializer;
import io.kafkars.flink.split.StateInput;
import io.kafkars.merge.PartitionId;
import io.kafkars.validation.Explanation;

import org.apache.flink.annotation.Internal;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataOutputSerializer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.OptionalLong;

/**
 * Writes and reads the enumerator's state.
 *
 * <p>Version 1, big-endian: initial discovery done (boolean), live (boolean), resolve time known
 * (boolean), resolve time (long, 0 if unknown), version of the split serializer (int), number of
 * splits (int), and for each split: unassigned (boolean), length (int), bytes.
 *
 * <p>Stateless, so any number of threads may share it.
 */
@Internal
public final class EnumeratorStateSerializer implements SimpleVersionedSerializer<EnumeratorState> {

    private static final int VERSION_1 = 1;

    private static final String STATE = "state of the split enumerator";

    private final KafkarsSplitSerializer splitSerializer = new KafkarsSplitSerializer();

    @Override
    public int getVersion() {
        return VERSION_1;
    }

    @Override
    public byte[] serialize(EnumeratorState state) throws IOException {
        var out = new DataOutputSerializer(32 + 96 * state.splits().size());
        out.writeBoolean(state.initialDiscoveryDone());
        out.writeBoolean(state.live());
        out.writeBoolean(state.resolveTime().isPresent());
        out.writeLong(state.resolveTime().orElse(0));
        out.writeInt(splitSerializer.getVersion());
        out.writeInt(state.splits().size());
        for (KafkarsSplit split : state.splits()) {
            byte[] bytes = splitSerializer.serialize(split);
            out.writeBoolean(state.unassigned().contains(split.partition()));
            out.writeInt(bytes.length);
            out.write(bytes);
        }
        return out.getCopyOfBuffer();
    }

    /**
     * @throws IOException if the version is unknown, or the bytes are not those of one state; the
     *     message says which
     */
    @Override
    public EnumeratorState deserialize(int version, byte[] serialized) throws IOException {
        return switch (version) {
            case VERSION_1 -> readVersion1(new StateInput(STATE, serialized));
            default -> throw StateInput.unknownVersion(STATE, version, "version 1");
        };
    }

    private EnumeratorState readVersion1(StateInput in) throws IOException {
        boolean initialDiscoveryDone = in.readBoolean("initial discovery done");
        boolean live = in.readBoolean("live");
        boolean resolved = in.readBoolean("resolve time known");
        long resolveTime = in.readLong("resolve time");
        int splitVersion = in.readInt("version of the splits");
        int count = in.readCount("number of splits");
        var splits = new ArrayList<KafkarsSplit>();
        var unassigned = new HashSet<PartitionId>();
        for (int i = 1; i <= count; i++) {
            String field = "split " + i + " of " + count;
            boolean isUnassigned = in.readBoolean("unassigned, " + field);
            KafkarsSplit split = splitSerializer.deserialize(splitVersion, in.readBytes(field));
            splits.add(split);
            if (isUnassigned) {
                unassigned.add(split.partition());
            }
        }
        in.expectEnd();
        try {
            return new EnumeratorState(
                    resolved ? OptionalLong.of(resolveTime) : OptionalLong.empty(),
                    splits,
                    unassigned,
                    initialDiscoveryDone,
                    live);
        } catch (IllegalArgumentException e) {
            throw Explanation.of(in.broken(e.getMessage()), e);
        }
    }
}
