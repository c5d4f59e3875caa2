// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.e2e;

/**
 * The earthquakes of a seismic network, in one batch or in several.
 *
 * @param network name of the network
 * @param earthquakes number of earthquakes
 * @param strongest the largest magnitude, or null if none is known
 */
record NetworkSummary(String network, long earthquakes, Double strongest) {

    /** The summary of both, which must be of the same network. */
    NetworkSummary plus(NetworkSummary other) {
        Double stronger =
                strongest == null
                        ? other.strongest
                        : other.strongest == null
                                ? strongest
                                : (Double) Math.max(strongest, other.strongest);
        return new NetworkSummary(network, earthquakes + other.earthquakes, stronger);
    }
}
