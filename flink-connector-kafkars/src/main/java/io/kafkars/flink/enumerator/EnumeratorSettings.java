package io.kafkars.flink.enumerator;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.Boundedness;

import java.io.Serializable;
import java.util.Objects;

/**
 * How the enumerator behaves; immutable.
 *
 * @param boundedness whether the source ends with its replay
 * @param discoveryIntervalMs milliseconds between two looks for new partitions; 0 or less: never
 */
@Internal
public record EnumeratorSettings(Boundedness boundedness, long discoveryIntervalMs)
        implements Serializable {

    public EnumeratorSettings {
        Objects.requireNonNull(boundedness, "boundedness");
    }

    /** Whether the source ends with its replay. */
    public boolean isBounded() {
        return boundedness == Boundedness.BOUNDED;
    }

    /**
     * Whether partitions are looked for after the initial ones. A bounded source reads what was
     * there when it started, whatever the interval.
     */
    public boolean looksForNewPartitions() {
        return !isBounded() && discoveryIntervalMs > 0;
    }
}
