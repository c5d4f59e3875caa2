// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.arrow;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.typeinfo.TypeInfoFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;

import java.lang.reflect.Type;
import java.util.Map;

/** Gives Flink the type of batches wherever it extracts types, also inside other types. */
@Internal
public final class ArrowBatchTypeFactory extends TypeInfoFactory<ArrowBatch> {

    @Override
    public TypeInformation<ArrowBatch> createTypeInfo(
            Type type, Map<String, TypeInformation<?>> genericParameters) {
        return ArrowBatch.TYPE_INFO;
    }
}
