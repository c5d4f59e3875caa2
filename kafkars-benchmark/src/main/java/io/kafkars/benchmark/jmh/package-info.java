// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
/** JMH benchmarks of single parts, in memory. */
package io.kafkars.benchmark.jmh;
