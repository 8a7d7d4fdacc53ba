package io.pngx.controller.web.pages;

import io.pngx.controller.config.Settings;
import io.pngx.controller.config.Vault;
import io.pngx.controller.config.VaultException;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.SettingType.OneOf;
import io.pngx.controller.store.SettingType.Option;
import io.pngx.controller.store.Tables;
import io.pngx.controller.text.Text;
import java.util.Optional;

/** Says where the value of a setting comes from: its default, the page, the environment or the env file. */
public final class SettingSources {
    private final KeyValues values;
    private final Optional<Settings.Master> given;
    private final boolean file;
    private final Vault vault;

    public SettingSources(Tables tables, Settings settings) {
        this.values = tables.settings();
        this.given = settings.master();
        this.file = settings.envFile().master().isPresent();
        this.vault = settings.vault();
    }

    /** Returns the source as one sentence. */
    public Text of(Setting<?> setting) {
        Optional<String> stored = values.get(setting.key());
        if (setting.equals(Setting.MASTER_URL)) {
            return stored.map(url -> ofMaster(given.map(master -> master.url().text())
                            .filter(url::equals)
                            .isPresent()))
                    .orElseGet(() -> Text.of("Not set."));
        }
        if (setting.equals(Setting.MASTER_TOKEN)) {
            return stored.map(token -> ofMaster(given.map(Settings.Master::token)
                            .filter(decrypted(token)::equals)
                            .isPresent()))
                    .orElseGet(() -> Text.of("Not set."));
        }
        boolean longTexts = setting.type() instanceof OneOf<?> words && words.radios();
        return stored.isEmpty()
                ? Text.of("Default.")
                : longTexts ? Text.of("Set here.") : Text.of("Set here; default: {0}.", byDefault(setting));
    }

    private Text ofMaster(boolean asGiven) {
        if (asGiven) {
            return Text.of(file ? "From the file of PNGX_ENV_FILE." : "From the environment, at the first start.");
        }
        return Text.of(given.isEmpty() ? "Set here." : "Set here; the environment counts only at the first start.");
    }

    private String decrypted(String token) {
        try {
            return vault.decrypt(token);
        } catch (VaultException e) {
            return "";
        }
    }

    private static Text byDefault(Setting<?> setting) {
        return setting.type().options().stream()
                .filter(option -> option.value().equals(setting.byDefault()))
                .map(Option::text)
                .findFirst()
                .orElseGet(() -> Text.verbatim(setting.byDefault()));
    }
}
