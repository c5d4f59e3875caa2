// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
/** Checks what a user specified, so that one error names everything that is wrong with it. */
package io.kafkars.validation;
