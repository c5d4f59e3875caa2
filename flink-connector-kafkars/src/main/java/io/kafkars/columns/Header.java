// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.columns;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Objects;

/**
 * One header of a record. A record may have several headers with the same key; their order matters.
 *
 * @param key name of the header
 * @param value its bytes, or {@code null}; not copied
 */
public record Header(String key, byte[] value) implements Serializable {

    public Header {
        Objects.requireNonNull(key, "key");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Header that
                && key.equals(that.key)
                && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return 31 * key.hashCode() + Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return key + "=" + (value == null ? "null" : value.length + " bytes");
    }
}
