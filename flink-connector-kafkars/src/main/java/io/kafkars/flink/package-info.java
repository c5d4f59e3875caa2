/**
 * The source as a DataStream job's author meets it: how it is built, and the records that it gives.
 */
package io.kafkars.flink;
