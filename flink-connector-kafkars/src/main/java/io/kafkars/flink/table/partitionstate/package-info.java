// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
/**
 * Tables with the connector {@code kafkars-partition-state}: what a table with the same options
 * would replay, one row for each partition.
 */
package io.kafkars.flink.table.partitionstate;
