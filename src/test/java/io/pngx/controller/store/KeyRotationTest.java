package io.pngx.controller.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.config.Vault;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyRotationTest {
    private static final String OLD_KEY = Vault.generateKey();
    private static final String NEW_KEY = Vault.generateKey();

    @TempDir
    Path folder;

    @Test
    void eachSecretOfEachTableIsEncryptedAnew() {
        Vault before = new Vault(OLD_KEY);
        try (Store store = new Store(folder)) {
            store.replicas.configure(
                    store.replica, "attic", "http://attic:8000", before.encrypt("token"), true, null, 2);
            store.settings.put(Setting.MASTER_TOKEN, before.encrypt("master"));
            new ConnectionOptionsTable(store.db)
                    .put("master", new ConnectionOptionsTable.Row(before.encrypt("headers"), null));
            new AlertTargets(store.db)
                    .put(AlertKind.NTFY.word(), null, before.encrypt("address"), before.encrypt("ntfy"));
            new AlertTargets(store.db).put(AlertTarget.ping(1), store.replica, before.encrypt("ping"), null);

            Secrets.Rotated rotated = new Secrets(store.db).rotate(new Vault(NEW_KEY + "," + OLD_KEY));

            assertThat(rotated.closed()).isEmpty();
            Vault after = new Vault(NEW_KEY);
            List<String> secrets = new ArrayList<>();
            secrets.add(store.replicas.all().get(0).token());
            secrets.add(store.settings.get(Setting.MASTER_TOKEN).orElseThrow());
            secrets.add(new ConnectionOptionsTable(store.db).of("master").headers());
            new AlertTargets(store.db).all().forEach(target -> {
                secrets.add(target.url());
                if (target.token() != null) {
                    secrets.add(target.token());
                }
            });
            assertThat(secrets)
                    .extracting(after::decrypt)
                    .containsExactlyInAnyOrder("token", "master", "headers", "address", "ntfy", "ping");
        }
    }
}
