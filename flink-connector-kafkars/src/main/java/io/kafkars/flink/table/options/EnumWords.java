// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table.options;

import java.util.Locale;

/** The words that stand for the values of an enum in DDL. */
final class EnumWords {

    private EnumWords() {}

    /** The name in lower case, with hyphens: {@code EARLIEST_OFFSET} is {@code earliest-offset}. */
    static String of(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
