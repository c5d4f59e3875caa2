// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
/** Collects everything that is wrong with what a user specified, so that one error names it all. */
package io.kafkars.validation;
