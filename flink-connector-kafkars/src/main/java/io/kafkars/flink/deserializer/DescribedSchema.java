// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.deserializer;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** A schema that error messages describe by what the user chose, and not by its class. */
@Internal
public interface DescribedSchema {

    /** What is expected of a record, and which format reads it. */
    String expected();

    /** The type of rows as SQL writes it, without the classes that represent it in Flink. */
    static String typeOf(TypeInformation<?> rows) {
        return rows.toString().replaceFirst("\\((\\w+\\.)+\\w+, (\\w+\\.)+\\w+\\)$", "");
    }
}
