package io.kafkars.flink;

import io.kafkars.consumer.RecordContent;
import io.kafkars.topics.ScanRange;

import org.apache.flink.annotation.Internal;

import java.io.Serializable;

/**
 * What a query needs of its source, where that is less than everything; immutable.
 *
 * @param range which part of the topics can matter
 * @param content which parts of a record are read
 * @param rowLimit after how many elements a bounded reader may end, at least 1
 */
@Internal
public record ScanSettings(ScanRange range, RecordContent content, long rowLimit)
        implements Serializable {

    /** Everything. */
    public static final ScanSettings ALL =
            new ScanSettings(ScanRange.ALL, RecordContent.ALL, Long.MAX_VALUE);

    /** The same records, each of them whole. */
    public ScanSettings withAllContent() {
        return new ScanSettings(range, RecordContent.ALL, rowLimit);
    }

    /** The builder, of a source that reads no more than this. */
    public <T> KafkarsSourceBuilder<T> of(KafkarsSourceBuilder<T> builder) {
        builder.setScan(this);
        return builder;
    }
}
