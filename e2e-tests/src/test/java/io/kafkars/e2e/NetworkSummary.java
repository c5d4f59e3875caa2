package io.kafkars.e2e;

/**
 * The earthquakes of a seismic network, of some batch or of several.
 *
 * @param network name of the network
 * @param earthquakes how many there were
 * @param strongest the largest magnitude, or null if none is known
 */
record NetworkSummary(String network, long earthquakes, Double strongest) {

    /** Of both together; they must be of one network. */
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
