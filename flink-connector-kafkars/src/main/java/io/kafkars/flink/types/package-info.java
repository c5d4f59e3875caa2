/** What the descriptions of this connector's element types have in common. */
package io.kafkars.flink.types;
