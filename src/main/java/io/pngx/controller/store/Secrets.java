package io.pngx.controller.store;

import io.pngx.controller.config.Vault;
import io.pngx.controller.config.VaultException;
import java.util.ArrayList;
import java.util.List;

/**
 * Re-encrypts all secrets in the database with the newest SECRET_KEY. The secrets are the tokens of replicas, the
 * headers of connections, the addresses and tokens of alert targets, and all settings that hold a Fernet token.
 */
public final class Secrets {
    /**
     * Prefix of every Fernet token: the version, and the first bytes of a timestamp. These bytes stay the same for
     * centuries.
     */
    private static final String FERNET = "gAAAAA";

    private static final List<Place> PLACES = List.of(
            new Place("replicas", "id", "name", "token"),
            new Place("settings", "key", "key", "value"),
            new Place("connection_options", "host", "host", "headers"),
            new Place("alert_targets", "name", "name", "url"),
            new Place("alert_targets", "name", "name", "token"));

    private final Database db;

    public Secrets(Database db) {
        this.db = db;
    }

    private record Place(String table, String key, String title, String column) {}

    private record Secret(String id, String title, String value) {}

    /**
     * Result of a rotation.
     *
     * @param renewed number of secrets that were encrypted with an older key
     * @param untouched number of secrets that were encrypted with the newest key
     * @param closed names of secrets that no key decrypts
     */
    public record Rotated(int renewed, int untouched, List<String> closed) {}

    /** Re-encrypts all secrets in one transaction. A secret that no key decrypts stays unchanged. */
    public Rotated rotate(Vault vault) {
        return db.inTransaction(() -> {
            int renewed = 0;
            int untouched = 0;
            List<String> closed = new ArrayList<>();
            for (Place place : PLACES) {
                for (Secret secret : secrets(place)) {
                    try {
                        if (vault.needsRotation(secret.value())) {
                            write(place, secret, vault.encrypt(vault.decrypt(secret.value())));
                            renewed++;
                        } else {
                            untouched++;
                        }
                    } catch (VaultException e) {
                        closed.add(place.column() + " of " + secret.title());
                    }
                }
            }
            return new Rotated(renewed, untouched, closed);
        });
    }

    private List<Secret> secrets(Place place) {
        return db.write()
                .sql("select " + place.key() + " as id, " + place.title() + " as title, " + place.column()
                        + " as value from " + place.table() + " where substr(" + place.column() + ", 1, "
                        + FERNET.length() + ") = ? order by 1")
                .param(FERNET)
                .query(Secret.class)
                .list();
    }

    private void write(Place place, Secret secret, String value) {
        db.write()
                .sql("update " + place.table() + " set " + place.column() + " = ? where " + place.key() + " = ?")
                .params(value, secret.id())
                .update();
    }
}
