// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.e2e;

/**
 * A row of an Arrow file.
 *
 * @param key as text, {@code null} if the record has none
 * @param value as text, {@code null} if the record has none
 * @param timestamp epoch milliseconds
 */
record FoundRecord(
        String key, String value, String topic, int partition, long offset, long timestamp) {}
