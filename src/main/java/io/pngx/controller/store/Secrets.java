package io.pngx.controller.store;

import io.pngx.controller.config.Vault;
import io.pngx.controller.config.VaultException;
import java.util.ArrayList;
import java.util.List;

/**
 * Encrypts everything anew that the database holds under SECRET_KEY: columns of replicas, connection options and alert targets, and whatever in the
 * settings is such a token.
 */
public final class Secrets {
    /** How every Fernet token begins, for some centuries to come: its version, and the first bytes of a time. */
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
     * @param renewed   were under an older key
     * @param untouched were under the newest already
     * @param closed    what no key opens, as a person knows it
     */
    public record Rotated(int renewed, int untouched, List<String> closed) {}

    /** All of them or none. What no key opens stays as it is. */
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
