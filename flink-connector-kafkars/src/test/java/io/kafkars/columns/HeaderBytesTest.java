// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.columns;

import org.junit.jupiter.api.Test;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class HeaderBytesTest {

    @Test
    void noHeadersTakeNoBytes() {
        assertThat(HeaderBytes.encode(List.of())).isNull();
        assertThat(HeaderBytes.decode(null)).isEmpty();
    }

    @Test
    void equalKeysKeepTheirOrderAndTheirValues() {
        var headers =
                List.of(
                        new Header("trace", new byte[] {1}),
                        new Header("", new byte[0]),
                        new Header("trace", null),
                        new Header("\u00fcber-\ud83d\ude00", new byte[100_000]));

        assertThat(HeaderBytes.decode(HeaderBytes.encode(headers))).isEqualTo(headers);
    }
}
