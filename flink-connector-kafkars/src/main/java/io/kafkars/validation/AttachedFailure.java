// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.validation;

/**
 * A copy of a failure without its cause and what it suppressed. It prints like the original: class,
 * message, stack trace. Unlike some originals, it can always be serialized.
 */
final class AttachedFailure extends Exception {

    private static final long serialVersionUID = 1L;

    AttachedFailure(Throwable original) {
        super(Explanation.quote(original.toString()));
        setStackTrace(original.getStackTrace());
    }

    /** The stack trace is that of the original. */
    @Override
    public Throwable fillInStackTrace() {
        return this;
    }

    @Override
    public String toString() {
        return getMessage();
    }
}
