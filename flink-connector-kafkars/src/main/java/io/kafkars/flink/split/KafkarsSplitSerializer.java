// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.split;

import io.kafkars.merge.PartitionId;
import io.kafkars.merge.PartitionProgress;
import io.kafkars.validation.Explanation;

import org.apache.flink.annotation.Internal;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataOutputSerializer;

import org.apache.kafka.common.Uuid;

import java.io.IOException;

/**
 * Writes and reads splits.
 *
 * <p>Version 1, big-endian: topic (modified UTF-8 after its length in two bytes), partition (int),
 * replay start, replay end, resolve time, next offset, merge key (longs), topic id (two longs),
 * leader epoch (int, -1 if unknown).
 *
 * <p>Version 2: the same, then the tolerance for timestamps ahead (long, milliseconds, -1 if
 * unknown).
 *
 * <p>Stateless, so any number of threads may share it.
 */
@Internal
public final class KafkarsSplitSerializer implements SimpleVersionedSerializer<KafkarsSplit> {

    private static final int VERSION_1 = 1;
    private static final int VERSION_2 = 2;

    private static final String STATE = "state of a split";

    @Override
    public int getVersion() {
        return VERSION_2;
    }

    @Override
    public byte[] serialize(KafkarsSplit split) throws IOException {
        PartitionProgress progress = split.progress();
        var out = new DataOutputSerializer(96);
        out.writeUTF(progress.id().topic());
        out.writeInt(progress.id().partition());
        out.writeLong(progress.replayStart());
        out.writeLong(progress.replayEnd());
        out.writeLong(progress.resolveTime());
        out.writeLong(progress.nextOffset());
        out.writeLong(progress.mergeKey());
        out.writeLong(split.topicId().getMostSignificantBits());
        out.writeLong(split.topicId().getLeastSignificantBits());
        out.writeInt(progress.leaderEpoch());
        out.writeLong(progress.futureTolerance());
        return out.getCopyOfBuffer();
    }

    /**
     * @throws IOException if the version is unknown, or the bytes are not those of one split; the
     *     message says which
     */
    @Override
    public KafkarsSplit deserialize(int version, byte[] serialized) throws IOException {
        return switch (version) {
            case VERSION_1, VERSION_2 -> read(version, new StateInput(STATE, serialized));
            default -> throw StateInput.unknownVersion(STATE, version, "versions 1 and 2");
        };
    }

    private static KafkarsSplit read(int version, StateInput in) throws IOException {
        String topic = in.readString("topic");
        int partition = in.readInt("partition");
        long replayStart = in.readLong("replay start");
        long replayEnd = in.readLong("replay end");
        long resolveTime = in.readLong("resolve time");
        long nextOffset = in.readLong("next offset");
        long mergeKey = in.readLong("merge key");
        var topicId = new Uuid(in.readLong("topic id"), in.readLong("topic id"));
        int leaderEpoch = in.readInt("leader epoch");
        long futureTolerance =
                version == VERSION_1
                        ? PartitionProgress.UNKNOWN_TOLERANCE
                        : in.readLong("tolerance for timestamps ahead");
        in.expectEnd();
        try {
            var id = new PartitionId(topic, partition);
            return new KafkarsSplit(
                    new PartitionProgress(
                            id,
                            replayStart,
                            replayEnd,
                            resolveTime,
                            nextOffset,
                            mergeKey,
                            leaderEpoch,
                            futureTolerance),
                    topicId);
        } catch (IllegalArgumentException e) {
            throw Explanation.of(in.broken(e.getMessage()), e);
        }
    }
}
