// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
/** How a record of a topic becomes the elements of a stream. */
package io.kafkars.flink.deserializer;
