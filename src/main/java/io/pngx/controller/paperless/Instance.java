package io.pngx.controller.paperless;

import io.pngx.controller.text.Text;
import java.net.URI;

/**
 * One paperless-ngx instance, with everything that the gateway needs for a call.
 *
 * @param host    the host name that routes use instead of an address: {@code master}, {@code replica-2}
 * @param title   the name for messages
 * @param base    scheme, host, port, and the base path, if any, without a trailing slash
 * @param token   the unencrypted API token, which never leaves the gateway
 * @param options the extra headers and certificates for calls
 */
public record Instance(String host, Text title, Role role, URI base, String token, ConnectionOptions options) {
    public Instance(String host, String title, Role role, URI base, String token) {
        this(host, Text.verbatim(title), role, base, token, ConnectionOptions.PLAIN);
    }

    public enum Role {
        MASTER,
        REPLICA,
        /**
         * A replica that was the master, before a switchover or before its undo, or that has newer values than the
         * master. The role ends when the user accepts a dry run of the instance.
         */
        OLD_MASTER,
        PROBE
    }

    public static final String MASTER_HOST = "master";

    /** Omits the token, so that no log contains it. */
    @Override
    public String toString() {
        return title + " (" + base + ")";
    }
}
