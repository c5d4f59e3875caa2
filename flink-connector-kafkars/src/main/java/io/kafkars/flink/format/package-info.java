// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
/** The format {@code arrow}: decodes values that are Arrow IPC streams into rows of a table. */
package io.kafkars.flink.format;
