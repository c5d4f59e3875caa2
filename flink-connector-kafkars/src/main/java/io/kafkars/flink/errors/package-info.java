// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
/** What happens to records that cannot be deserialized. */
package io.kafkars.flink.errors;
