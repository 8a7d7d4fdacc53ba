package io.pngx.controller.engine.instances;

import io.pngx.controller.config.Vault;
import io.pngx.controller.config.VaultException;
import io.pngx.controller.paperless.ConnectionOptions;
import io.pngx.controller.paperless.Instance;
import io.pngx.controller.store.ConnectionOptionsTable;

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

    /**
     * Creates the test of a connection from its stored settings.
     *
     * @throws VaultException if the token was stored under another key
     */
    public static ConnectionCheck saved(
            Instance.Role role, String url, String encryptedToken, ConnectionOptionsTable.Row options, Vault vault) {
        return new ConnectionCheck(role, url, vault.decrypt(encryptedToken), Connections.options(options, vault));
    }

    /** Omits the token, so that no log contains it. */
    @Override
    public String toString() {
        return "ConnectionCheck[" + role + " " + url + "]";
    }
}
