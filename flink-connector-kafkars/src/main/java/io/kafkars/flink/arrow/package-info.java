// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
/** Arrow batches as the elements of a stream, and what a job can do with them. */
package io.kafkars.flink.arrow;
