// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
/** The reader of a subtask: fetches and merges on the fetcher thread, emits on the task thread. */
package io.kafkars.flink.reader;
