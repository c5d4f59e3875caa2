// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.security;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Key pairs and trust stores in PKCS12 files, made by the JDK's keytool. */
record KeyStores(Path directory) {

    /** A self-signed key pair for this host. */
    Path keyPair(String name, String host, String password) throws Exception {
        Path store = directory.resolve(name + ".p12");
        keytool(
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + host,
                "-ext",
                "san=dns:" + host,
                "-validity",
                "10",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                password);
        return store;
    }

    /** A store that trusts the holder of that key pair. */
    Path trusting(String name, Path keyPair, String keyPassword, String password) throws Exception {
        Path store = directory.resolve(name + ".p12");
        Path certificate = directory.resolve(name + ".crt");
        String alias = keyPair.getFileName().toString().replace(".p12", "");
        keytool(
                "-exportcert",
                "-alias",
                alias,
                "-keystore",
                keyPair.toString(),
                "-storepass",
                keyPassword,
                "-file",
                certificate.toString());
        keytool(
                "-importcert",
                "-noprompt",
                "-alias",
                alias,
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                password,
                "-file",
                certificate.toString());
        return store;
    }

    private void keytool(String... arguments) throws Exception {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        Path output = directory.resolve("keytool.log");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException("keytool failed, see " + output + ": " + arguments[0]);
        }
    }
}
