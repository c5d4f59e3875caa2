// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
/** What the source tells lineage listeners of Flink. */
package io.kafkars.flink.lineage;
