package io.kafkars.flink.format;

import org.apache.flink.annotation.Internal;
import org.apache.flink.table.connector.source.abilities.SupportsFilterPushDown;
import org.apache.flink.table.expressions.ResolvedExpression;

import java.util.List;

/** A format that can leave rows out before it builds them; for table sources to ask. */
@Internal
public interface FilterableDecodingFormat {

    /**
     * Takes the filters that it can evaluate, all of which a row has to pass. To be called before
     * the runtime decoder is made.
     *
     * @param filters on columns of the format's physical rows, by name
     * @return which it evaluates exactly, and which remain to be evaluated
     */
    SupportsFilterPushDown.Result applyFilters(List<ResolvedExpression> filters);
}
