// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.e2e;

import io.kafkars.arrow.ArrowMemory;
import io.kafkars.flink.arrow.ArrowBatch;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.IOUtils;

import org.apache.arrow.c.ArrowArrayStream;
import org.apache.arrow.c.Data;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.duckdb.DuckDBConnection;

import java.io.ByteArrayInputStream;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/**
 * Runs a query on each batch of earthquakes in an embedded DuckDB, which reads the vectors in place
 * over Arrow's C interface. Only the rows of the result are built.
 */
final class DuckDbQuery extends RichFlatMapFunction<ArrowBatch, NetworkSummary> {

    private static final long serialVersionUID = 1L;

    private static final long MEMORY_LIMIT = 64 << 20;

    /**
     * DuckDB runs in the thread of the subtask. A thread of its own would release the vectors at
     * any time, also while {@link #flatMap} closes them.
     */
    private static final Properties ONE_THREAD = new Properties();

    static {
        ONE_THREAD.setProperty("threads", "1");
    }

    private static final String QUERY =
            """
            SELECT decode(value)->>'net' AS network,
                   count(*) AS earthquakes,
                   max((decode(value)->>'mag')::DOUBLE) AS strongest
            FROM batch
            GROUP BY network
            ORDER BY network
            """;

    private transient BufferAllocator allocator;
    private transient DuckDBConnection duckDb;

    @Override
    public void open(OpenContext context) throws SQLException {
        allocator = ArrowMemory.newAllocator("DuckDB", MEMORY_LIMIT);
        duckDb =
                DriverManager.getConnection("jdbc:duckdb:", ONE_THREAD)
                        .unwrap(DuckDBConnection.class);
    }

    @Override
    public void flatMap(ArrowBatch batch, Collector<NetworkSummary> out) throws Exception {
        try (var bytes = new ByteArrayInputStream(batch.ipcStream());
                var reader = new ArrowStreamReader(bytes, allocator);
                var stream = ArrowArrayStream.allocateNew(allocator)) {
            Data.exportArrayStream(allocator, reader, stream);
            duckDb.registerArrowStream("batch", stream);
            try (Statement statement = duckDb.createStatement();
                    ResultSet rows = statement.executeQuery(QUERY)) {
                while (rows.next()) {
                    double strongest = rows.getDouble("strongest");
                    out.collect(
                            new NetworkSummary(
                                    rows.getString("network"),
                                    rows.getLong("earthquakes"),
                                    rows.wasNull() ? null : strongest));
                }
            }
        }
    }

    @Override
    public void close() throws Exception {
        IOUtils.closeAll(duckDb, allocator);
    }
}
