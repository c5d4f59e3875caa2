// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
/**
 * The options of tables: what they are ({@link io.kafkars.flink.table.options.KafkarsOptions}), and
 * how they become {@link io.kafkars.flink.table.options.TableSettings}.
 *
 * <p>Reading collects everything that is wrong, each problem with the key of its option, and
 * continues with the default.
 */
package io.kafkars.flink.table.options;
