// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.arrow;

import io.kafkars.arrow.ArrowMemory;
import io.kafkars.arrow.IpcStream;
import io.kafkars.validation.Explanation;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.util.Collector;

import java.io.IOException;
import java.util.Objects;

/**
 * Reads message values that are Arrow IPC streams, with any number of batches, compressed or not.
 * The end-of-stream marker may be missing. A {@code null} value gives no element.
 *
 * <pre>{@code
 * var schema = new ArrowValueSchema<>((batch, dictionaries, out) -> ..., Types.LONG);
 * KafkarsSource.values(schema)
 * }</pre>
 *
 * <p>Memory is allocated and freed with each message, because Flink does not tell a schema when the
 * last one was read.
 *
 * @param <T> type of the elements
 */
@PublicEvolving
public final class ArrowValueSchema<T> implements DeserializationSchema<T> {

    /** Limit of the memory outside the heap that one message may take. */
    public static final MemorySize DEFAULT_MEMORY_LIMIT = MemorySize.ofMebiBytes(256);

    private static final long serialVersionUID = 1L;

    private final ArrowBatchFunction<T> function;
    private final TypeInformation<T> producedType;
    private final long memoryLimit;

    /**
     * @param function called with each batch
     * @param producedType of the elements that it collects
     */
    public ArrowValueSchema(ArrowBatchFunction<T> function, TypeInformation<T> producedType) {
        this(function, producedType, DEFAULT_MEMORY_LIMIT);
    }

    /**
     * @param memoryLimit limit of the memory outside the heap that one message may take
     * @throws IllegalStateException if Arrow is not on the class path
     */
    public ArrowValueSchema(
            ArrowBatchFunction<T> function,
            TypeInformation<T> producedType,
            MemorySize memoryLimit) {
        ArrowMemory.checkOnClassPath();
        this.function = Objects.requireNonNull(function, "function");
        this.producedType = Objects.requireNonNull(producedType, "producedType");
        this.memoryLimit = memoryLimit.getBytes();
    }

    /**
     * @throws IllegalStateException if this JVM does not give Arrow the access that it needs
     */
    @Override
    public void open(InitializationContext context) {
        ArrowMemory.checkUsable();
    }

    @Override
    public void deserialize(byte[] value, Collector<T> out) throws IOException {
        if (value == null) {
            return;
        }
        try (var allocator = ArrowMemory.newAllocator("message value", memoryLimit);
                var stream = new IpcStream(value, allocator)) {
            while (stream.next()) {
                stream.validate();
                function.apply(stream.root(), stream.dictionaries(), out);
            }
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw Explanation.of(
                    new IOException("An Arrow batch was not as expected: " + Explanation.reason(e)),
                    e);
        }
    }

    /** Not supported: a message has any number of elements. */
    @Override
    public T deserialize(byte[] value) {
        throw new UnsupportedOperationException(
                "A message with an Arrow stream has any number of elements: use the method with a"
                        + " collector");
    }

    @Override
    public boolean isEndOfStream(T next) {
        return false;
    }

    @Override
    public TypeInformation<T> getProducedType() {
        return producedType;
    }
}
