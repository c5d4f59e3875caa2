// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.validation;

import java.util.Locale;

/** The words that stand for the values of an enum in options and in messages. */
public final class EnumWords {

    private EnumWords() {}

    /** The name in lower case, with hyphens: {@code EARLIEST_OFFSET} is {@code earliest-offset}. */
    public static String of(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
