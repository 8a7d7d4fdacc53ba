package io.pngx.controller.engine.instances;

import io.pngx.controller.paperless.ConnectionOptions;
import io.pngx.controller.paperless.Instance;

/**
 * The connection settings to test, saved or not: the body of {@code direct:testConnection}, which returns a
 * {@link io.pngx.controller.paperless.ConnectionReport}.
 *
 * @param role  the role of the instance: master or replica
 * @param url   the address as the user entered it
 * @param token the API token in plain text
 * @param options extra headers and CA certificate
 */
public record ConnectionCheck(Instance.Role role, String url, String token, ConnectionOptions options) {
    public ConnectionCheck(Instance.Role role, String url, String token) {
        this(role, url, token, ConnectionOptions.PLAIN);
    }

    /** Omits the token, so that no log contains it. */
    @Override
    public String toString() {
        return "ConnectionCheck[" + role + " " + url + "]";
    }
}
