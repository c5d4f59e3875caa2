// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
/**
 * Kafka topics as SQL tables, with the connector {@code kafkars}.
 *
 * <p>The factory reads the options into settings ({@link io.kafkars.flink.table.options}) and a
 * layout, which says what the columns stand for. The table source collects what the planner pushes
 * down. From the three, it makes a source.
 */
package io.kafkars.flink.table;
