package io.pngx.controller.engine.instances;

import io.pngx.controller.paperless.ConnectionOptions;
import io.pngx.controller.paperless.Instance;

/**
 * Values to be tested, saved or not: the body of {@code direct:testConnection}, which answers a
 * {@link io.pngx.controller.paperless.ConnectionReport}.
 *
 * @param role  what it is to be used as: master or replica
 * @param url   as a person typed it
 * @param token the API token in clear
 * @param options what it asks for beside it
 */
public record ConnectionCheck(Instance.Role role, String url, String token, ConnectionOptions options) {
    public ConnectionCheck(Instance.Role role, String url, String token) {
        this(role, url, token, ConnectionOptions.PLAIN);
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "ConnectionTest[" + role + " " + url + "]";
    }
}
