// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
/** Holds README.md and the pages under docs/ to the code. */
package io.kafkars.docs;
