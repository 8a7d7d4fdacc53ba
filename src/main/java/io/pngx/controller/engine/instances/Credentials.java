package io.pngx.controller.engine.instances;

import io.pngx.controller.config.EnvFile;
import io.pngx.controller.config.EnvFile.Entry;
import io.pngx.controller.config.PaperlessUrl;
import io.pngx.controller.config.Vault;
import io.pngx.controller.config.VaultException;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.Setting;
import io.pngx.controller.text.Text;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps {@code pngx.env} equal to the database. After a loss of the database, offers the replicas in the file. */
public final class Credentials {
    private final EnvFile file;
    private final Vault vault;
    private final KeyValues settings;
    private final Replicas replicas;
    private final Journal journal;
    /** Replicas in the file whose tokens are not in the database. */
    private final List<Entry> offers;

    public Credentials(EnvFile file, Vault vault, KeyValues settings, Replicas replicas, Journal journal) {
        this.file = file;
        this.vault = vault;
        this.settings = settings;
        this.replicas = replicas;
        this.journal = journal;
        offers = new CopyOnWriteArrayList<>(file.replicas());
        removeKnownOffers();
    }

    /** @return the entry that prefills the form for a new replica */
    public Optional<Entry> offer() {
        List<Replica> known = replicas.all();
        return offers.stream()
                .filter(offer -> known.stream().noneMatch(replica -> isAt(replica, offer)))
                .findFirst();
    }

    /** @return the token that the file has for exactly this address; a token is never sent to another address */
    public Optional<String> token(PaperlessUrl url) {
        return offers.stream()
                .filter(entry -> entry.url().equals(url))
                .map(Entry::token)
                .findFirst();
    }

    /** Writes the file. Must be called after each change of master or replicas. A failure is only logged. */
    public void save() {
        removeKnownOffers();
        if (file.isOff()) {
            return;
        }
        try {
            Optional<Entry> master = settings.get(Setting.MASTER_URL)
                    .flatMap(url -> settings.get(Setting.MASTER_TOKEN).map(token -> entry(null, url, token)));
            List<Entry> all = new ArrayList<>(replicas.all().stream()
                    .filter(replica -> !replica.token().isEmpty())
                    .map(replica -> entry(replica.name(), replica.url(), replica.token()))
                    .toList());
            all.addAll(offers);
            file.write(master, all);
        } catch (VaultException e) {
            journal.writeForSystem(
                    LogRow.Level.WARN,
                    "settings",
                    Text.of("pngx.env was not written: a stored token can't be decrypted with SECRET_KEY."));
        } catch (IOException e) {
            journal.writeForSystem(
                    LogRow.Level.WARN,
                    "settings",
                    Text.of("pngx.env can't be written; make its folder writable for the user that the controller runs"
                            + " as. Your changes are stored in the database."));
        }
    }

    /**
     * Removes the offers for replicas whose token is in the database. Keeps the offer for a replica without a token,
     * because only the file has the token.
     */
    private void removeKnownOffers() {
        List<Replica> known = replicas.all();
        offers.removeIf(
                offer -> known.stream().anyMatch(replica -> !replica.token().isEmpty() && isAt(replica, offer)));
    }

    private static boolean isAt(Replica replica, Entry offer) {
        return PaperlessUrl.parse(replica.url()).equals(offer.url());
    }

    private Entry entry(String name, String url, String encryptedToken) {
        return new Entry(name, PaperlessUrl.parse(url), vault.decrypt(encryptedToken));
    }
}
