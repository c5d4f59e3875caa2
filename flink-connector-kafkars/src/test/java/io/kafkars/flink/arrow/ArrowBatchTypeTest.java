// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.arrow;

import io.kafkars.flink.types.ImmutableTypeInfo;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeInformationTestBase;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** With Flink's rules for every type. */
class ArrowBatchTypeTest extends TypeInformationTestBase<ImmutableTypeInfo<?>> {

    @Override
    protected ImmutableTypeInfo<?>[] getTestData() {
        return new ImmutableTypeInfo<?>[] {(ImmutableTypeInfo<?>) ArrowBatch.TYPE_INFO};
    }

    @Test
    void flinkFindsTheTypeOfBatchesByItself() {
        assertThat(TypeInformation.of(ArrowBatch.class)).isEqualTo(ArrowBatch.TYPE_INFO);
    }

    @Test
    void aStreamCannotBeKeyedByBatches() {
        assertThat(ArrowBatch.TYPE_INFO.isKeyType()).isFalse();
    }
}
