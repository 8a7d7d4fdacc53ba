package io.pngx.controller.pipeline;

import io.pngx.controller.paperless.Instance;
import io.pngx.controller.paperless.Reach;

/**
 * Values to be tested, saved or not: the body of {@code direct:testConnection}, which answers a
 * {@link io.pngx.controller.paperless.ConnectionReport}.
 *
 * @param role  what it is to be used as: master or replica
 * @param url   as a person typed it
 * @param token the API token in clear
 * @param reach what it asks for beside it
 */
public record ConnectionTest(Instance.Role role, String url, String token, Reach reach) {
    public ConnectionTest(Instance.Role role, String url, String token) {
        this(role, url, token, Reach.PLAIN);
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "ConnectionTest[" + role + " " + url + "]";
    }
}
