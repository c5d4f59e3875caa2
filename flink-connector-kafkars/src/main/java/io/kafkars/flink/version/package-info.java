// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
/** Which versions of Flink the connector is tested with, and what it says on others. */
package io.kafkars.flink.version;
