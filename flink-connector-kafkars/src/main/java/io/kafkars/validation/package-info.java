// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
/**
 * What users are told: one error names everything that is wrong with a configuration, and the
 * innermost cause of an error explains it.
 */
package io.kafkars.validation;
