// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.errors;

import org.apache.flink.annotation.PublicEvolving;

import java.io.IOException;

/** Dead letters could not be written to their topic. The job fails, so that none is lost. */
@PublicEvolving
public final class DeadLetterException extends IOException {

    private static final long serialVersionUID = 1L;

    DeadLetterException(String message) {
        super(message);
    }
}
