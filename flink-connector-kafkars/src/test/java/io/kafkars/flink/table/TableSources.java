// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.catalog.CatalogTable;
import org.apache.flink.table.catalog.Column;
import org.apache.flink.table.catalog.ObjectIdentifier;
import org.apache.flink.table.catalog.ResolvedCatalogTable;
import org.apache.flink.table.catalog.ResolvedSchema;
import org.apache.flink.table.catalog.UniqueConstraint;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.factories.FactoryUtil;
import org.apache.flink.table.types.DataType;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.catchThrowable;

/** Makes tables as the planner does, from options and columns, without a broker. */
final class TableSources {

    private final Map<String, String> options = new TreeMap<>();
    private final List<Column> columns = new ArrayList<>();
    private final Configuration session = new Configuration();
    private UniqueConstraint primaryKey;

    /** A valid table. */
    static TableSources table() {
        return new TableSources()
                .option("connector", "kafkars")
                .option("topic", "events")
                .option("properties.bootstrap.servers", "localhost:1");
    }

    TableSources option(String key, String value) {
        options.put(key, value);
        return this;
    }

    TableSources without(String key) {
        options.remove(key);
        return this;
    }

    TableSources options(Map<String, String> more) {
        options.putAll(more);
        return this;
    }

    TableSources column(String name, DataType type) {
        columns.add(Column.physical(name, type));
        return this;
    }

    TableSources primaryKey(String column) {
        primaryKey = UniqueConstraint.primaryKey("pk", List.of(column));
        return this;
    }

    TableSources session(String key, String value) {
        session.setString(key, value);
        return this;
    }

    DynamicTableSource create() {
        var schema =
                new ResolvedSchema(
                        columns.isEmpty()
                                ? List.of(Column.physical("value", DataTypes.BYTES()))
                                : columns,
                        List.of(),
                        primaryKey,
                        List.of());
        var table =
                CatalogTable.newBuilder()
                        .schema(Schema.newBuilder().fromResolvedSchema(schema).build())
                        .options(options)
                        .build();
        return FactoryUtil.createDynamicTableSource(
                null,
                ObjectIdentifier.of("c", "d", "t"),
                new ResolvedCatalogTable(table, schema),
                Map.of(),
                session,
                getClass().getClassLoader(),
                false);
    }

    /** The message about a table that cannot be read; empty if it can be. */
    String problem() {
        Throwable failure = catchThrowable(this::create);
        return failure == null ? "" : failure.getCause().getMessage();
    }
}
