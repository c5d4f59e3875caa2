// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
/** A Flink cluster whose JobManager and TaskManagers are processes, which tests can kill. */
package io.kafkars.e2e.processes;
