// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.format;

import org.apache.flink.annotation.Internal;
import org.apache.flink.table.connector.source.abilities.SupportsFilterPushDown;
import org.apache.flink.table.expressions.ResolvedExpression;

import java.util.List;

/** A format that can filter rows before it builds them. */
@Internal
public interface FilterableDecodingFormat {

    /**
     * Sets the filters, all of which a row must pass, as far as the format can evaluate them. To be
     * called before the decoder is made.
     *
     * @param filters on columns of the format's rows, by name
     * @return which filters the format evaluates exactly, and which it does not
     */
    SupportsFilterPushDown.Result applyFilters(List<ResolvedExpression> filters);
}
