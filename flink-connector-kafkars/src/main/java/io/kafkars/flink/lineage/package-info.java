/** What the source tells lineage listeners of Flink. */
package io.kafkars.flink.lineage;
