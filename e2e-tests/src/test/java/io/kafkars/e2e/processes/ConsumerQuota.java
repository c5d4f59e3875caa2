// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.e2e.processes;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;

import java.util.List;
import java.util.Map;

/** Slows a consumer down, by the broker's quota for its client id. */
final class ConsumerQuota {

    private ConsumerQuota() {}

    /**
     * Limits how much the client fetches, on average over the last eleven seconds.
     *
     * @param clientId of the consumer; a source adds the number of the subtask to the one that is
     *     set
     */
    static void limit(Admin admin, String clientId, long bytesPerSecond) throws Exception {
        var client = new ClientQuotaEntity(Map.of(ClientQuotaEntity.CLIENT_ID, clientId));
        var rate = new ClientQuotaAlteration.Op("consumer_byte_rate", (double) bytesPerSecond);
        admin.alterClientQuotas(List.of(new ClientQuotaAlteration(client, List.of(rate))))
                .all()
                .get();
    }
}
