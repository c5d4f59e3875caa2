/** What becomes of records that cannot be deserialized. */
package io.kafkars.flink.errors;
