// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.format;

import io.kafkars.arrow.ArrowMemory;

import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.DataType;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DateMilliVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.LargeVarCharVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeSecVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.UInt2Vector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryEncoder;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import static org.apache.flink.table.api.DataTypes.BIGINT;
import static org.apache.flink.table.api.DataTypes.BYTES;
import static org.apache.flink.table.api.DataTypes.DATE;
import static org.apache.flink.table.api.DataTypes.DECIMAL;
import static org.apache.flink.table.api.DataTypes.DOUBLE;
import static org.apache.flink.table.api.DataTypes.FIELD;
import static org.apache.flink.table.api.DataTypes.FLOAT;
import static org.apache.flink.table.api.DataTypes.INT;
import static org.apache.flink.table.api.DataTypes.MAP;
import static org.apache.flink.table.api.DataTypes.ROW;
import static org.apache.flink.table.api.DataTypes.SMALLINT;
import static org.apache.flink.table.api.DataTypes.STRING;
import static org.apache.flink.table.api.DataTypes.TIME;
import static org.apache.flink.table.api.DataTypes.TIMESTAMP;
import static org.apache.flink.table.api.DataTypes.TIMESTAMP_LTZ;
import static org.apache.flink.table.api.DataTypes.TINYINT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/** Which Arrow types can be read as which types of a table; each vector has a value and a null. */
class ValueReadersTest {

    private final DictionaryProvider.MapDictionaryProvider dictionaries =
            new DictionaryProvider.MapDictionaryProvider();

    private BufferAllocator allocator;

    @BeforeEach
    void open() {
        allocator = ArrowMemory.newAllocator("test", 1 << 20);
    }

    @AfterEach
    void close() {
        allocator.close();
    }

    @Test
    void unsignedIntegersGoIntoTypesThatHoldAllOfThem() throws Exception {
        try (var bytes = new UInt1Vector("c", allocator);
                var shorts = new UInt2Vector("c", allocator);
                var ints = new UInt4Vector("c", allocator);
                var longs = new UInt8Vector("c", allocator)) {
            bytes.setSafe(0, -1);
            shorts.setSafe(0, -1);
            ints.setSafe(0, -1);
            longs.setSafe(0, -1);
            assertThat(first(bytes, SMALLINT())).isEqualTo((short) 255);
            assertThat(first(shorts, INT())).isEqualTo(65_535);
            assertThat(first(ints, BIGINT())).isEqualTo(4_294_967_295L);
            assertThat(first(longs, DECIMAL(20, 0)))
                    .isEqualTo(decimal("18446744073709551615", 20, 0));
            assertRefused(bytes, TINYINT());
            assertRefused(shorts, SMALLINT());
            assertRefused(ints, INT());
            assertRefused(longs, BIGINT());
            assertRefused(longs, DECIMAL(19, 0));
        }
    }

    @Test
    void signedIntegersMayBeWidened() throws Exception {
        try (var ints = new IntVector("c", allocator);
                var longs = new BigIntVector("c", allocator)) {
            ints.setSafe(0, -5);
            longs.setSafe(0, Long.MIN_VALUE);
            assertThat(first(ints, INT())).isEqualTo(-5);
            assertThat(first(ints, BIGINT())).isEqualTo(-5L);
            assertThat(first(ints, DECIMAL(12, 2))).isEqualTo(decimal("-5", 12, 2));
            assertThat(first(longs, BIGINT())).isEqualTo(Long.MIN_VALUE);
            assertRefused(ints, SMALLINT());
            assertRefused(longs, INT());
            assertRefused(longs, STRING());
        }
    }

    @Test
    void floatingPointNumbersMayBeWidened() throws Exception {
        try (var floats = new Float4Vector("c", allocator);
                var doubles = new Float8Vector("c", allocator)) {
            floats.setSafe(0, 1.5f);
            doubles.setSafe(0, 2.5);
            assertThat(first(floats, FLOAT())).isEqualTo(1.5f);
            assertThat(first(floats, DOUBLE())).isEqualTo(1.5);
            assertThat(first(doubles, DOUBLE())).isEqualTo(2.5);
            assertRefused(doubles, FLOAT());
        }
    }

    @Test
    void decimalsKeepAllTheirDigits() throws Exception {
        try (var decimals = new DecimalVector("c", allocator, 10, 3)) {
            decimals.setSafe(0, new BigDecimal("-1234567.891"));
            assertThat(first(decimals, DECIMAL(10, 3))).isEqualTo(decimal("-1234567.891", 10, 3));
            assertThat(first(decimals, DECIMAL(12, 5))).isEqualTo(decimal("-1234567.891", 12, 5));
            assertRefused(decimals, DECIMAL(10, 2));
            assertRefused(decimals, DECIMAL(10, 4));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "SECOND, -1, -1000, 0",
        "MILLISECOND, -1, -1, 0",
        "MICROSECOND, -1, -1, 999000",
        "NANOSECOND, 1500000000123456789, 1500000000123, 456789"
    })
    void timestampsOfEveryUnit(TimeUnit unit, long value, long millis, int nanos) throws Exception {
        for (String zone : new String[] {null, "UTC"}) {
            var type = FieldType.nullable(new ArrowType.Timestamp(unit, zone));
            try (var vector = (TimeStampVector) type.createNewSingleVector("c", allocator, null)) {
                vector.setSafe(0, value);
                assertThat(first(vector, TIMESTAMP(9)))
                        .isEqualTo(TimestampData.fromEpochMillis(millis, nanos));
                assertThat(first(vector, TIMESTAMP_LTZ(9)))
                        .isEqualTo(TimestampData.fromEpochMillis(millis, nanos));
            }
        }
    }

    @Test
    void datesAndTimesOfDay() throws Exception {
        try (var days = new DateDayVector("c", allocator);
                var millis = new DateMilliVector("c", allocator);
                var seconds = new TimeSecVector("c", allocator);
                var micros = new TimeMicroVector("c", allocator)) {
            days.setSafe(0, -3);
            millis.setSafe(0, -3 * 86_400_000L);
            seconds.setSafe(0, 3_661);
            micros.setSafe(0, 3_661_000_999L);
            assertThat(first(days, DATE())).isEqualTo(-3);
            assertThat(first(millis, DATE())).isEqualTo(-3);
            assertThat(first(seconds, TIME(0))).isEqualTo(3_661_000);
            assertThat(first(micros, TIME(3))).isEqualTo(3_661_000);
        }
    }

    @Test
    void stringsAndBytes() throws Exception {
        try (var large = new LargeVarCharVector("c", allocator);
                var fixed = new FixedSizeBinaryVector("c", allocator, 2)) {
            large.setSafe(0, "\u20ac".getBytes(StandardCharsets.UTF_8));
            fixed.setSafe(0, new byte[] {1, 2});
            assertThat(first(large, STRING())).isEqualTo(StringData.fromString("\u20ac"));
            assertThat(first(fixed, BYTES())).isEqualTo(new byte[] {1, 2});
            assertRefused(fixed, STRING());
        }
    }

    @Test
    void structsAreMatchedByNameToo() throws Exception {
        try (var struct = StructVector.empty("c", allocator)) {
            var inner =
                    struct.addOrGet(
                            "a", FieldType.nullable(new ArrowType.Int(32, true)), IntVector.class);
            inner.setSafe(0, 7);
            struct.setIndexDefined(0);
            var type = ROW(FIELD("missing", STRING()), FIELD("a", INT()));
            var row = (RowData) first(struct, type);
            assertThat(row.isNullAt(0)).isTrue();
            assertThat(row.getInt(1)).isEqualTo(7);
        }
    }

    @Test
    void maps() throws Exception {
        try (var map = MapVector.empty("c", allocator, false)) {
            var writer = map.getWriter();
            writer.startMap();
            writer.startEntry();
            writer.key().integer().writeInt(1);
            writer.value().bigInt().writeBigInt(10);
            writer.endEntry();
            writer.endMap();
            var read = (GenericMapData) first(map, MAP(INT(), BIGINT()));
            assertThat(read).isEqualTo(new GenericMapData(Map.of(1, 10L)));
            assertRefused(map, DataTypes.ARRAY(BIGINT()));
        }
    }

    @Test
    void dictionariesAreDecoded() throws Exception {
        try (var words = new VarCharVector("words", allocator);
                var plain = new VarCharVector("c", allocator)) {
            words.setSafe(0, "no".getBytes(StandardCharsets.UTF_8));
            words.setSafe(1, "yes".getBytes(StandardCharsets.UTF_8));
            words.setValueCount(2);
            plain.setSafe(0, "yes".getBytes(StandardCharsets.UTF_8));
            plain.setValueCount(2);
            var dictionary = new Dictionary(words, new DictionaryEncoding(5, false, null));
            dictionaries.put(dictionary);
            try (var encoded = (FieldVector) DictionaryEncoder.encode(plain, dictionary)) {
                assertThat(first(encoded, STRING())).isEqualTo(StringData.fromString("yes"));
            }
        }
    }

    /** The first value; checks that the second is null. */
    private Object first(FieldVector vector, DataType type) throws IOException {
        vector.setValueCount(2);
        ValueReader reader = new ValueReaders(dictionaries).of(vector, type.getLogicalType(), "c");
        assertThat(reader.read(1)).isNull();
        return reader.read(0);
    }

    private void assertRefused(FieldVector vector, DataType type) {
        assertThatIOException()
                .isThrownBy(
                        () -> new ValueReaders(dictionaries).of(vector, type.getLogicalType(), "c"))
                .withMessageContaining("'c' of type")
                .withMessageContaining(type.getLogicalType().asSummaryString());
    }

    private static DecimalData decimal(String value, int precision, int scale) {
        return DecimalData.fromBigDecimal(new BigDecimal(value), precision, scale);
    }
}
