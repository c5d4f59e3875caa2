// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
/** Flink's types and serializers of immutable classes. */
package io.kafkars.flink.types;
