// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.e2e;

import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.table.client.cli.CliClient;
import org.apache.flink.table.client.cli.TerminalUtils;
import org.apache.flink.table.client.gateway.Executor;
import org.apache.flink.table.client.gateway.SingleSessionManager;
import org.apache.flink.table.gateway.SqlGateway;
import org.apache.flink.table.gateway.service.context.DefaultContext;
import org.apache.flink.util.NetUtils;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;

/**
 * Flink's SQL Client in this process, with a gateway of its own, as {@code sql-client.sh} starts
 * it, and a cluster. The client talks to the gateway, and the gateway to the cluster, by REST.
 */
final class SqlClientShell implements AutoCloseable {

    private final MiniCluster cluster;
    private final SqlGateway gateway;
    private final Executor session;
    private final Path script;

    private SqlClientShell(MiniCluster cluster, SqlGateway gateway, Executor session, Path script) {
        this.cluster = cluster;
        this.gateway = gateway;
        this.session = session;
        this.script = script;
    }

    /**
     * Starts cluster, gateway, and session. The directory is for the file that the client reads.
     */
    static SqlClientShell start(Path scripts) throws Exception {
        var cluster =
                new MiniCluster(
                        new MiniClusterConfiguration.Builder()
                                .withRandomPorts()
                                .setNumSlotsPerTaskManager(1)
                                .build());
        cluster.start();
        URI jobs = cluster.getRestAddress().get();
        try (NetUtils.Port port = NetUtils.getAvailablePort()) {
            var settings = new HashMap<String, String>();
            settings.put("execution.target", "remote");
            settings.put("execution.attached", "true");
            settings.put("rest.address", jobs.getHost());
            settings.put("rest.port", "" + jobs.getPort());
            settings.put("parallelism.default", "1");
            settings.put("restart-strategy.type", "none");
            settings.put("sql-client.execution.result-mode", "tableau");
            settings.put("sql-gateway.endpoint.rest.address", "localhost");
            settings.put("sql-gateway.endpoint.rest.port", "" + port.getPort());
            var context = new DefaultContext(settings, List.of());
            var gateway =
                    new SqlGateway(context.getFlinkConfig(), new SingleSessionManager(context));
            gateway.start();
            var address = InetSocketAddress.createUnresolved("localhost", port.getPort());
            Executor session = Executor.create(context, address, "test");
            return new SqlClientShell(cluster, gateway, session, scripts.resolve("script.sql"));
        }
    }

    /** Runs statements, a line each, up to the first that fails; returns what the client prints. */
    String run(String statements) throws IOException {
        Files.writeString(script, statements);
        var printed = new ByteArrayOutputStream();
        try (var client =
                new CliClient(
                        () -> TerminalUtils.createDumbTerminal(printed),
                        session,
                        script.resolveSibling("history"))) {
            client.executeInNonInteractiveMode(script.toUri());
        }
        String colour = "\\x1b\\[[0-9;?]*[a-zA-Z]";
        return printed.toString(StandardCharsets.UTF_8).replaceAll(colour, "");
    }

    @Override
    public void close() throws Exception {
        session.close();
        gateway.stop();
        cluster.close();
    }
}
