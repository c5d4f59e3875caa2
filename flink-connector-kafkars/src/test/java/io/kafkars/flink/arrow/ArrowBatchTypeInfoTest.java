package io.kafkars.flink.arrow;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeInformationTestBase;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** With the rules that Flink has for every type. */
class ArrowBatchTypeInfoTest extends TypeInformationTestBase<ArrowBatchTypeInfo> {

    @Override
    protected ArrowBatchTypeInfo[] getTestData() {
        return new ArrowBatchTypeInfo[] {new ArrowBatchTypeInfo()};
    }

    @Test
    void flinkFindsTheTypeOfBatchesByItself() {
        assertThat(TypeInformation.of(ArrowBatch.class)).isEqualTo(new ArrowBatchTypeInfo());
    }

    @Test
    void aStreamCannotBeKeyedByBatches() {
        assertThat(new ArrowBatchTypeInfo().isKeyType()).isFalse();
    }
}
