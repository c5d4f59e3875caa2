// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.batches;

/**
 * What is wanted of the batches.
 *
 * @param checkCrcs whether a batch is refused if its bytes do not have the checksum that it names
 * @param keys whether keys are wanted; they read as {@code null} otherwise
 * @param values whether values are wanted; they read as {@code null} otherwise
 * @param headers whether headers are wanted; there are none otherwise
 */
public record BatchOptions(boolean checkCrcs, boolean keys, boolean values, boolean headers) {}
