// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.security;

import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;

import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.login.AppConfigurationEntry;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Gives the password that is valid now, as if it were read from a file that is renewed. */
public final class RotatedPassword implements AuthenticateCallbackHandler {

    static volatile String current;
    static final AtomicInteger TIMES_ASKED = new AtomicInteger();

    @Override
    public void configure(
            Map<String, ?> configs, String mechanism, List<AppConfigurationEntry> jaasEntries) {
        // The user's name could be an option of the login module.
    }

    @Override
    public void handle(Callback[] callbacks) {
        for (Callback callback : callbacks) {
            if (callback instanceof NameCallback name) {
                name.setName(SecureKafka.USER);
            } else if (callback instanceof PasswordCallback password) {
                password.setPassword(current.toCharArray());
                TIMES_ASKED.incrementAndGet();
            }
        }
    }

    @Override
    public void close() {
        // Holds nothing.
    }
}
