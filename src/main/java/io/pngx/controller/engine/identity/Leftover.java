package io.pngx.controller.engine.identity;

/** Job that removes a probe tag which an interrupted proof may have left on a replica. */
public final class Leftover {
    private final String host;
    private final String name;
    private Long tagId;

    Leftover(String host, String name) {
        this.host = host;
        this.name = name;
    }

    public String getHost() {
        return host;
    }

    public String getName() {
        return name;
    }

    void found(Long id) {
        tagId = id;
    }

    /** @return the id of the tag; null if the replica has no such tag */
    public Long getTagId() {
        return tagId;
    }
}
