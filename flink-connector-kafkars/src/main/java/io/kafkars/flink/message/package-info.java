// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
/** The element type of {@code KafkarsSource.messages()}, and how Flink serializes it. */
package io.kafkars.flink.message;
