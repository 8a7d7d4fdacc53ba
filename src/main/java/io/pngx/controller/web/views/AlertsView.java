package io.pngx.controller.web.views;

import java.util.List;

/** The settings of alerts as the API and the pages show them, without addresses and tokens. */
public record AlertsView(int alertLagSeconds, List<Target> targets) {
    /**
     * A receiver of alerts or pings.
     *
     * @param field     of the address in the form
     * @param replicaId of a ping; null: the target receives alerts
     * @param replica   name of the replica; null: the target receives alerts
     * @param origin    scheme, host and port of the address; null: no address is set
     * @param lastError one sentence; null: the target accepted the last alert
     */
    public record Target(
            String name,
            String field,
            Long replicaId,
            String replica,
            boolean saved,
            String origin,
            boolean tokenSet,
            String lastOkAt,
            String lastError) {}
}
