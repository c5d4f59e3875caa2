// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink;

import io.kafkars.fetch.RecordContent;
import io.kafkars.topics.ScanRange;

import org.apache.flink.annotation.Internal;

import java.io.Serializable;

/**
 * How much a source reads, if a query does not need everything; immutable.
 *
 * @param range the part of the topics that can matter
 * @param content the parts of a record that are needed
 * @param rowLimit number of elements after which a bounded reader may end, at least 1
 */
@Internal
public record ReadScope(ScanRange range, RecordContent content, long rowLimit)
        implements Serializable {

    /** Everything. */
    public static final ReadScope ALL =
            new ReadScope(ScanRange.ALL, RecordContent.ALL, Long.MAX_VALUE);

    /** The same records, each of them whole. */
    public ReadScope withAllContent() {
        return new ReadScope(range, RecordContent.ALL, rowLimit);
    }
}
