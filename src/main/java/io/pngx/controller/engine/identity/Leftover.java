package io.pngx.controller.engine.identity;

import io.pngx.controller.store.Probes;

/** Job that removes a probe tag which an interrupted proof may have left on a replica. */
public final class Leftover {
    private final String host;
    private final Probes.Probe probe;
    private Long tagId;

    Leftover(String host, Probes.Probe probe) {
        this.host = host;
        this.probe = probe;
    }

    public String getHost() {
        return host;
    }

    public String getName() {
        return probe.name();
    }

    Probes.Probe probe() {
        return probe;
    }

    void found(Long id) {
        tagId = id;
    }

    /** @return the id of the tag; null if the replica has no such tag */
    public Long getTagId() {
        return tagId;
    }
}
