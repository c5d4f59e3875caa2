// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.security;

import io.kafkars.testing.EmbeddedKafka;

import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.network.ListenerName;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A broker with one listener for everyone, and others that require a login, present a certificate,
 * or both. All passwords are distinctive, so that none is found in a text by chance.
 */
final class SecureKafka implements AutoCloseable {

    static final String USER = "reader";
    static final String PASSWORD = "pass-7Qx-login";
    static final String TRUST_STORE_PASSWORD = "pass-5Wz-trust";
    static final String KEY_STORE_PASSWORD = "pass-9Rk-keys";

    /** Only passwords. */
    static final String SASL = "SASL";

    /** Passwords and a certificate. */
    static final String SASL_TLS = "SASLTLS";

    /** Only a certificate. */
    static final String TLS = "TLS";

    /** A certificate of another host. */
    static final String ELSEWHERE = "ELSEWHERE";

    private final EmbeddedKafka kafka;
    private final Path trustStore;
    private final Path elsewhereTrustStore;
    private final Path clientKeys;

    private SecureKafka(
            EmbeddedKafka kafka, Path trustStore, Path elsewhereTrustStore, Path clientKeys) {
        this.kafka = kafka;
        this.trustStore = trustStore;
        this.elsewhereTrustStore = elsewhereTrustStore;
        this.clientKeys = clientKeys;
    }

    static SecureKafka start(Path directory) throws Exception {
        var stores = new KeyStores(directory);
        Path broker = stores.keyPair("broker", "localhost", "broker-keys");
        Path elsewhere = stores.keyPair("elsewhere", "elsewhere.example", "broker-keys");
        var properties = new HashMap<String, String>();
        properties.put(
                "listeners",
                "EXTERNAL://localhost:0,CONTROLLER://localhost:0,SASL://localhost:0,"
                        + "SASLTLS://localhost:0,TLS://localhost:0,ELSEWHERE://localhost:0");
        properties.put(
                "listener.security.protocol.map",
                "EXTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL:SASL_PLAINTEXT,SASLTLS:SASL_SSL,"
                        + "TLS:SSL,ELSEWHERE:SSL");
        for (String listener : List.of("sasl", "sasltls")) {
            String prefix = "listener.name." + listener + ".";
            properties.put(prefix + "sasl.enabled.mechanisms", "PLAIN,SCRAM-SHA-256,SCRAM-SHA-512");
            properties.put(prefix + "connections.max.reauth.ms", "2000");
            properties.put(
                    prefix + "plain.sasl.jaas.config",
                    login("plain.PlainLoginModule")
                            + String.format(" user_%s=\"%s\";", USER, PASSWORD));
            for (String scram : List.of("scram-sha-256", "scram-sha-512")) {
                properties.put(
                        prefix + scram + ".sasl.jaas.config",
                        login("scram.ScramLoginModule") + ";");
            }
        }
        Map.of("sasltls", broker, "tls", broker, "elsewhere", elsewhere)
                .forEach(
                        (listener, keys) -> {
                            String prefix = "listener.name." + listener + ".ssl.keystore.";
                            properties.put(prefix + "location", keys.toString());
                            properties.put(prefix + "password", "broker-keys");
                            properties.put(prefix + "type", "PKCS12");
                        });
        var kafka =
                new SecureKafka(
                        EmbeddedKafka.start(properties),
                        stores.trusting("trust", broker, "broker-keys", TRUST_STORE_PASSWORD),
                        stores.trusting(
                                "trust-elsewhere", elsewhere, "broker-keys", TRUST_STORE_PASSWORD),
                        stores.keyPair("client", "client", KEY_STORE_PASSWORD));
        kafka.scramPassword(ScramMechanism.SCRAM_SHA_256, USER, PASSWORD);
        kafka.scramPassword(ScramMechanism.SCRAM_SHA_512, USER, PASSWORD);
        return kafka;
    }

    /** The broker without a login, for a test to create topics and to write and read them. */
    EmbeddedKafka kafka() {
        return kafka;
    }

    String servers(String listener) {
        int port = kafka.testKit().brokers().get(0).boundPort(new ListenerName(listener));
        return "localhost:" + port;
    }

    void scramPassword(ScramMechanism mechanism, String user, String password) throws Exception {
        kafka.admin()
                .alterUserScramCredentials(
                        List.of(
                                new UserScramCredentialUpsertion(
                                        user, new ScramCredentialInfo(mechanism, 4096), password)))
                .all()
                .get();
    }

    // Properties of clients

    Map<String, String> sasl(String mechanism, String password) {
        var properties = new HashMap<String, String>();
        properties.put("bootstrap.servers", servers(SASL));
        properties.put("security.protocol", "SASL_PLAINTEXT");
        properties.putAll(login(mechanism, password));
        return properties;
    }

    Map<String, String> saslTls(String mechanism, String password) {
        Map<String, String> properties = tls(SASL_TLS, trustStore);
        properties.put("security.protocol", "SASL_SSL");
        properties.putAll(login(mechanism, password));
        return properties;
    }

    Map<String, String> tls() {
        return tls(TLS, trustStore);
    }

    /** Trusts the holder of another key pair. */
    Map<String, String> tlsWithWrongTrust() {
        return tls(TLS, elsewhereTrustStore);
    }

    /** Trusts the holder of the certificate, which was issued for another host. */
    Map<String, String> tlsWithWrongHost() {
        return tls(ELSEWHERE, elsewhereTrustStore);
    }

    private Map<String, String> tls(String listener, Path trust) {
        var properties = new HashMap<String, String>();
        properties.put("bootstrap.servers", servers(listener));
        properties.put("security.protocol", "SSL");
        properties.put("ssl.truststore.location", trust.toString());
        properties.put("ssl.truststore.password", TRUST_STORE_PASSWORD);
        properties.put("ssl.truststore.type", "PKCS12");
        properties.put("ssl.keystore.location", clientKeys.toString());
        properties.put("ssl.keystore.password", KEY_STORE_PASSWORD);
        properties.put("ssl.keystore.type", "PKCS12");
        return properties;
    }

    private static Map<String, String> login(String mechanism, String password) {
        String module =
                mechanism.equals("PLAIN") ? "plain.PlainLoginModule" : "scram.ScramLoginModule";
        return Map.of(
                "sasl.mechanism",
                mechanism,
                "sasl.jaas.config",
                login(module) + String.format(" username=\"%s\" password=\"%s\";", USER, password));
    }

    private static String login(String module) {
        return "org.apache.kafka.common.security." + module + " required";
    }

    @Override
    public void close() {
        kafka.close();
    }
}
