package io.pngx.controller.web.views;

import io.pngx.controller.config.Vault;
import io.pngx.controller.config.VaultException;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.Tables;
import io.pngx.controller.text.Text;
import java.util.ArrayList;
import java.util.List;

/** Lists the instances whose stored token SECRET_KEY can't decrypt, for a warning on every page. */
public final class UndecryptableTokens {
    private final Vault vault;
    private final KeyValues settings;
    private final Replicas replicas;

    public UndecryptableTokens(Vault vault, Tables tables) {
        this.vault = vault;
        settings = tables.settings();
        replicas = tables.replicas();
    }

    public List<Text> names() {
        List<Text> names = new ArrayList<>();
        settings.get(Setting.MASTER_TOKEN).filter(this::closed).ifPresent(token -> names.add(Text.of("the master")));
        replicas.all().stream()
                .filter(replica -> closed(replica.token()))
                .forEach(replica -> names.add(Text.verbatim(replica.name())));
        return names;
    }

    private boolean closed(String token) {
        try {
            if (!token.isEmpty()) {
                vault.decrypt(token);
            }
            return false;
        } catch (VaultException otherKey) {
            return true;
        }
    }
}
