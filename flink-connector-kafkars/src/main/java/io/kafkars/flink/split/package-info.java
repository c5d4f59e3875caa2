/** The unit of work that the enumerator gives to readers, and its bytes in a checkpoint. */
package io.kafkars.flink.split;
