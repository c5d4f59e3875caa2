/** What a lineage listener of Flink learns about the source. */
package io.kafkars.flink.lineage;
