/** The reader of a subtask: fetches and merges on the fetcher thread, emits on the task thread. */
package io.kafkars.flink.reader;
