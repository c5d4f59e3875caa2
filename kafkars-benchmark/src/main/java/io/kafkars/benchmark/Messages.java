// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import io.kafkars.flink.message.Message;

/** Elements that are kafkars' messages. */
final class Messages implements Elements<Message> {

    private static final long serialVersionUID = 1L;

    @Override
    public long[] timestamps(Message message) {
        return new long[] {message.timestamp()};
    }

    @Override
    public byte[] value(Message message) {
        return message.value();
    }
}
