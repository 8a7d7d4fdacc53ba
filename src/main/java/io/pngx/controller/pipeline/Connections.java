package io.pngx.controller.pipeline;

import io.pngx.controller.config.PaperlessUrl;
import io.pngx.controller.config.Vault;
import io.pngx.controller.paperless.Gateway;
import io.pngx.controller.paperless.Instance;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Replicas;
import java.net.URI;

/** Tells the gateway which instances there are, and with which token. */
public final class Connections {
    private final Gateway gateway;
    private final Vault vault;
    private final KeyValues settings;
    private final Replicas replicas;

    public Connections(Gateway gateway, Vault vault, KeyValues settings, Replicas replicas) {
        this.gateway = gateway;
        this.vault = vault;
        this.settings = settings;
        this.replicas = replicas;
    }

    /** Takes up what the database says now. Call it after master or replicas were changed. */
    public void refresh() {
        if (masterIsSet()) {
            gateway.connect(instance(Instance.MASTER_HOST, "The master", Instance.Role.MASTER,
                    settings.get(KeyValues.MASTER_URL).orElseThrow(), settings.get(KeyValues.MASTER_TOKEN).orElseThrow()));
        }
        for (Replica replica : replicas.all()) {
            gateway.connect(instance(replica.host(), "Replica \"" + replica.name() + "\"", Instance.Role.REPLICA,
                    replica.url(), replica.token()));
        }
    }

    public boolean masterIsSet() {
        return settings.get(KeyValues.MASTER_URL).isPresent() && settings.get(KeyValues.MASTER_TOKEN).isPresent();
    }

    private Instance instance(String host, String title, Instance.Role role, String url, String encryptedToken) {
        return new Instance(host, title, role, base(url), vault.decrypt(encryptedToken));
    }

    static URI base(String url) {
        PaperlessUrl parsed = PaperlessUrl.parse(url);
        return URI.create(parsed.origin() + parsed.basePath());
    }
}
