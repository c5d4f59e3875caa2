// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
/**
 * The reader of a subtask, {@link io.kafkars.flink.reader.KafkarsSourceReader}.
 *
 * <p>On the fetcher thread, {@link io.kafkars.flink.reader.KafkarsSplitReader} polls the consumer
 * manager, and hands each released batch over as {@link io.kafkars.flink.reader.ReleasedRecords}.
 * On the task thread, {@link io.kafkars.flink.reader.KafkarsRecordEmitter} emits it: an {@link
 * io.kafkars.flink.reader.Emitter}, which the {@link io.kafkars.flink.reader.Elements} of the
 * source have opened, makes elements of its records {@linkplain io.kafkars.flink.reader.Step step}
 * by step, {@link io.kafkars.flink.reader.MainOutput} stamps them and emits the watermark after the
 * last one, and the {@linkplain io.kafkars.flink.reader.KafkarsSplitState states} of the splits
 * advance with them.
 */
package io.kafkars.flink.reader;
