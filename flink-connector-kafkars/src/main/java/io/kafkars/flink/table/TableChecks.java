// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table;

import io.kafkars.flink.drift.BatchMode;
import io.kafkars.flink.drift.DriftSettings;
import io.kafkars.validation.Problems;

import org.apache.flink.annotation.Internal;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.factories.DynamicTableFactory.Context;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.utils.LogicalTypeUtils;

/** What the factories check besides the options. */
@Internal
public final class TableChecks {

    private TableChecks() {}

    /** In batch mode, the readers of a table may run one after the other. */
    static void requireStreaming(DriftSettings drift, Context context, Problems problems) {
        problems.require(
                !drift.isLimited() || !BatchMode.isPlannedForBatch(context.getConfiguration()),
                "Option 'scan.max-drift' cannot be used in batch mode, in which the subtasks of a"
                        + " table may run one after the other: leave it out, or set"
                        + " 'execution.runtime-mode' to 'streaming'");
    }

    /** A column must have the type of its field, but may be nullable where the field is not. */
    public static void requireFits(
            String column, DataType found, DataType wanted, Problems problems) {
        LogicalType declared = LogicalTypeUtils.removeTimeAttributes(found.getLogicalType());
        LogicalType field = wanted.getLogicalType();
        problems.require(
                declared.copy(true).equals(field.copy(true))
                        && (declared.isNullable() || !field.isNullable()),
                "Column '%s' is declared as %s, must be %s",
                column,
                declared,
                field);
    }

    /**
     * @throws ValidationException with all problems, if there are any
     */
    public static void throwIfAny(Problems problems, Context context) {
        if (!problems.none()) {
            throw new ValidationException(
                    problems.message(
                            "The table '"
                                    + context.getObjectIdentifier().asSummaryString()
                                    + "' cannot be read"));
        }
    }
}
