// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table.options;

import org.apache.flink.annotation.PublicEvolving;

/** Values of {@link KafkarsOptions#VALUE_FIELDS_INCLUDE}. */
@PublicEvolving
public enum ValueFieldsStrategy {

    /** The value contains all columns of the table, those of the key too. */
    ALL,

    /** The value contains the columns that are not the key's. */
    EXCEPT_KEY
}
