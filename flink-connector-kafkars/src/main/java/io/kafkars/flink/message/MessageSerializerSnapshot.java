// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.message;

import io.kafkars.flink.types.LayoutSnapshot;

import org.apache.flink.annotation.Internal;

/** The layout of messages in checkpoints; {@link MessageSerializer} says what it is. */
@Internal
public final class MessageSerializerSnapshot extends LayoutSnapshot<Message> {

    private static final int VERSION = 1;

    /** For Flink, when it reads a checkpoint. */
    public MessageSerializerSnapshot() {
        super("messages", VERSION, MessageSerializer::new);
    }
}
