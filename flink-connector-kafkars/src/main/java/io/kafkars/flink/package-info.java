// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
/** The source for DataStream jobs, and its builder. */
package io.kafkars.flink;
