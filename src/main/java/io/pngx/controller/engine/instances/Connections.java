package io.pngx.controller.engine.instances;

import io.pngx.controller.config.PaperlessUrl;
import io.pngx.controller.config.Vault;
import io.pngx.controller.config.VaultException;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.engine.session.Sessions;
import io.pngx.controller.paperless.ConnectionOptions;
import io.pngx.controller.paperless.ExtraHeaders;
import io.pngx.controller.paperless.Gateway;
import io.pngx.controller.paperless.Instance;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.Reaches;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.Setting;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Tells the gateway which instances there are, and with which token. */
public final class Connections {
    private final Gateway gateway;
    private final Vault vault;
    private final KeyValues settings;
    private final Replicas replicas;
    private final Reaches reaches;
    private final Sessions sessions;
    /** By host name: instances that have another address since, which nobody calls yet. */
    private final Map<String, Instance> moved = new ConcurrentHashMap<>();

    public Connections(
            Gateway gateway, Vault vault, KeyValues settings, Replicas replicas, Reaches reaches, Sessions sessions) {
        this.gateway = gateway;
        this.vault = vault;
        this.settings = settings;
        this.replicas = replicas;
        this.reaches = reaches;
        this.sessions = sessions;
    }

    /**
     * Takes up what the database says now. Call it after master or replicas were changed. An instance whose token was
     * written under another SECRET_KEY is not connected, and its token has to be entered again; nothing is overwritten.
     * One that moved is called at its old address until {@link #takeUpMoved}.
     *
     * @return what people call the instances whose token can't be opened
     */
    public synchronized List<String> refresh() {
        List<String> closed = new ArrayList<>();
        if (masterIsSet()) {
            connect(
                    closed,
                    Instance.MASTER_HOST,
                    "The master",
                    Instance.Role.MASTER,
                    settings.get(Setting.MASTER_URL).orElseThrow(),
                    settings.get(Setting.MASTER_TOKEN).orElseThrow());
        }
        for (Replica replica : replicas.all()) {
            connect(
                    closed,
                    replica.host(),
                    "Replica \"" + replica.name() + "\"",
                    Instance.Role.REPLICA,
                    replica.url(),
                    replica.token());
        }
        return closed;
    }

    private void connect(
            List<String> closed, String host, String title, Instance.Role role, String url, String encryptedToken) {
        try {
            Instance instance = new Instance(
                    host, title, role, base(url), vault.decrypt(encryptedToken), reach(reaches.of(host), vault));
            if (gateway.instance(host)
                    .map(Instance::base)
                    .filter(known -> !known.equals(instance.base()))
                    .isPresent()) {
                moved.put(host, instance);
            } else {
                moved.remove(host);
                gateway.connect(instance);
            }
        } catch (VaultException e) {
            closed.add(title);
            gateway.refuse(
                    host,
                    title,
                    "can't be used: its token was stored under another SECRET_KEY. "
                            + "Start with that key, or enter the token again.");
        }
    }

    /**
     * Takes up addresses that were changed, as soon as nobody works with the old one: what is in hand was proven there. Call it where nobody
     * reads the master.
     */
    public synchronized void takeUpMoved() {
        for (Instance instance : moved.values()) {
            sessions.whenIdle(instance.host(), () -> {
                gateway.connect(instance);
                moved.remove(instance.host());
            });
        }
    }

    /** Has it another address, which nobody calls yet? */
    public boolean isMoving(String host) {
        return moved.containsKey(host);
    }

    /** What people call the instance that has another address since this session was made; empty where both ends are where they were. */
    public Optional<String> moved(Session session) {
        return Stream.of(Instance.MASTER_HOST, session.host())
                .filter(host ->
                        isMoving(host) || !session.isAt(gateway.instance(host).orElse(null)))
                .findFirst()
                .map(gateway::title);
    }

    /** @throws VaultException where the headers were stored under another SECRET_KEY */
    public static ConnectionOptions reach(Reaches.Row row, Vault vault) {
        return new ConnectionOptions(
                row.headers() == null ? Map.of() : ExtraHeaders.read(vault.decrypt(row.headers())), row.ca());
    }

    public boolean masterIsSet() {
        return settings.get(Setting.MASTER_URL).isPresent()
                && settings.get(Setting.MASTER_TOKEN).isPresent();
    }

    static URI base(String url) {
        PaperlessUrl parsed = PaperlessUrl.parse(url);
        return URI.create(parsed.origin() + parsed.basePath());
    }
}
