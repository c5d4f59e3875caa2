// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
/** The unit of work that the enumerator gives to readers, and its bytes in a checkpoint. */
package io.kafkars.flink.split;
