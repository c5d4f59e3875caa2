// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
/** The metrics of a reader, and their names. */
package io.kafkars.flink.metrics;
