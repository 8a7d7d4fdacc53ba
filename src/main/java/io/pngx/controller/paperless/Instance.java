package io.pngx.controller.paperless;

import java.net.URI;

/**
 * One paperless-ngx as the gateway knows it.
 *
 * @param host  the name by which routes call it, in place of an address: {@code master}, {@code replica-2}
 * @param title how it is named to a person
 * @param base  scheme, host, port and, where there is one, the base path without a trailing slash
 * @param token the API token in clear; it never leaves the gateway
 * @param options what it asks for beside it
 */
public record Instance(String host, String title, Role role, URI base, String token, ConnectionOptions options) {
    public Instance(String host, String title, Role role, URI base, String token) {
        this(host, title, role, base, token, ConnectionOptions.PLAIN);
    }

    public enum Role {
        MASTER,
        REPLICA,
        PROBE
    }

    public static final String MASTER_HOST = "master";

    /** Without the token. */
    @Override
    public String toString() {
        return title + " (" + base + ")";
    }
}
