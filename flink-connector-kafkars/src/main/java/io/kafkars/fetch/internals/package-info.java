// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
/**
 * The only package that touches internal classes of Kafka's client. It puts a consumer together
 * from the client's own parts ({@link io.kafkars.fetch.internals.ClientParts}), as {@code
 * KafkaConsumer} does, and drives them like it ({@link
 * io.kafkars.fetch.internals.InternalConsumer}). The one difference: {@link
 * io.kafkars.fetch.internals.StandInFetcher} takes the record batches out of each fetch response
 * before the client makes objects of their records.
 *
 * <p>Its types show nothing of what is internal to Kafka. Every member that it uses is in {@link
 * io.kafkars.fetch.internals.InternalMembers}, which tells whether they all exist.
 */
package io.kafkars.fetch.internals;
