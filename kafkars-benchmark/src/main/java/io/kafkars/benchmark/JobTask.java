// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import io.kafkars.fetch.FetchMode;
import io.kafkars.validation.EnumWords;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * A round of a {@link JobProcess}.
 *
 * @param topic the topic with the data
 * @param backend where the windows are kept
 * @param subtasks parallelism of the whole job
 * @param fetch how the sources of kafkars fetch
 */
record JobTask(String topic, JobData data, Backend backend, int subtasks, FetchMode fetch) {

    /** State backends, by Flink's names. */
    enum Backend {
        HASHMAP,
        ROCKSDB;

        @Override
        @JsonValue
        public String toString() {
            return EnumWords.of(this);
        }
    }
}
