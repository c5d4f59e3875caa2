// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.merge;

import io.kafkars.columns.TimestampType;

import java.util.Comparator;

import static org.assertj.core.api.Assertions.assertThat;

/** A record with the merge key that it must have, in the order in which the merge must release. */
public record KeyedRecord(PartitionId partition, LogRecord record, long mergeKey)
        implements Comparable<KeyedRecord> {

    private static final Comparator<KeyedRecord> ORDER =
            Comparator.comparingLong(KeyedRecord::mergeKey)
                    .thenComparing(keyed -> keyed.partition().topic())
                    .thenComparingInt(keyed -> keyed.partition().partition())
                    .thenComparingLong(KeyedRecord::offset);

    public long offset() {
        return record.offset();
    }

    /** What is read must be this record, as it was appended. */
    void assertIs(RecordView view) {
        boolean stamped = record.timestamp() != -1;
        assertThat(view.partitionId()).as("released, not %s", this).isEqualTo(partition);
        assertThat(view.offset()).as("released, not %s", this).isEqualTo(offset());
        assertThat(view.mergeKey()).as("key of %s", this).isEqualTo(mergeKey);
        assertThat(view.timestamp()).isEqualTo(record.timestamp());
        assertThat(view.timestampType())
                .isEqualTo(stamped ? record.timestampType() : TimestampType.NONE);
        assertThat(view.leaderEpoch()).isEqualTo(record.leaderEpoch());
        assertThat(view.key()).isEqualTo(record.key());
        assertThat(view.value()).isEqualTo(record.value());
        assertThat(view.keySize()).isEqualTo(sizeOf(record.key()));
        assertThat(view.valueSize()).isEqualTo(sizeOf(record.value()));
        assertThat(view.headers()).isEqualTo(record.headers());
    }

    private static int sizeOf(byte[] bytes) {
        return bytes == null ? RecordView.NULL_SIZE : bytes.length;
    }

    @Override
    public int compareTo(KeyedRecord other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return partition + "@" + offset() + " key " + mergeKey + " ts " + record.timestamp();
    }
}
