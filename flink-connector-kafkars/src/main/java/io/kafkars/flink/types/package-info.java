/** Flink's types and serializers of immutable classes. */
package io.kafkars.flink.types;
