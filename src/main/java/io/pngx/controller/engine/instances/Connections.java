package io.pngx.controller.engine.instances;

import io.pngx.controller.config.PaperlessUrl;
import io.pngx.controller.config.Vault;
import io.pngx.controller.config.VaultException;
import io.pngx.controller.engine.session.ReplicaLocks;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.paperless.ConnectionOptions;
import io.pngx.controller.paperless.ExtraHeaders;
import io.pngx.controller.paperless.Gateway;
import io.pngx.controller.paperless.Instance;
import io.pngx.controller.store.ConnectionOptionsTable;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.Setting;
import io.pngx.controller.text.Text;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Registers master and replicas at the gateway, with address and token. */
public final class Connections {
    private final Gateway gateway;
    private final Vault vault;
    private final KeyValues settings;
    private final Replicas replicas;
    private final ConnectionOptionsTable connectionOptions;
    private final ReplicaLocks locks;
    /** Instances whose changed address is not in use yet, by host name. */
    private final Map<String, Instance> moved = new ConcurrentHashMap<>();

    public Connections(
            Gateway gateway,
            Vault vault,
            KeyValues settings,
            Replicas replicas,
            ConnectionOptionsTable connectionOptions,
            ReplicaLocks locks) {
        this.gateway = gateway;
        this.vault = vault;
        this.settings = settings;
        this.replicas = replicas;
        this.connectionOptions = connectionOptions;
        this.locks = locks;
    }

    /**
     * Registers the instances in the database. Must be called after each change of master or replicas. If a token was
     * encrypted with another SECRET_KEY, the instance is not connected, and the token is not overwritten. If the
     * address of an instance changed, the old address stays in use until {@link #applyMovedAddresses}.
     *
     * @return titles of the instances whose token can't be decrypted
     */
    public synchronized List<String> refresh() {
        List<String> closed = new ArrayList<>();
        if (isMasterConfigured()) {
            connect(
                    closed,
                    Instance.MASTER_HOST,
                    Text.of("The master"),
                    Instance.Role.MASTER,
                    settings.get(Setting.MASTER_URL).orElseThrow(),
                    settings.get(Setting.MASTER_TOKEN).orElseThrow());
        }
        for (Replica replica : replicas.all()) {
            connect(
                    closed,
                    replica.host(),
                    Text.of("Replica \"{0}\"", replica.name()),
                    replica.dryRunFirst() ? Instance.Role.OLD_MASTER : Instance.Role.REPLICA,
                    replica.url(),
                    replica.token());
        }
        return closed;
    }

    private void connect(
            List<String> closed, String host, Text title, Instance.Role role, String url, String encryptedToken) {
        if (encryptedToken.isEmpty()) {
            gateway.refuse(
                    host, title, Text.of("can't be used: it has no API token yet. Enter the token in its settings."));
            return;
        }
        try {
            Instance instance = new Instance(
                    host,
                    title,
                    role,
                    base(url),
                    vault.decrypt(encryptedToken),
                    options(connectionOptions.of(host), vault));
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
            closed.add(title.toString());
            gateway.refuse(
                    host,
                    title,
                    Text.of("can't be used: its token was stored under another SECRET_KEY. Start with that key, or"
                            + " enter the token again."));
        }
    }

    /**
     * Applies changed addresses of instances that no run uses. An open run keeps the address that its identity check
     * used. Must not be called while the master is read.
     */
    public synchronized void applyMovedAddresses() {
        for (Instance instance : moved.values()) {
            locks.whenIdle(instance.host(), () -> {
                gateway.connect(instance);
                moved.remove(instance.host());
            });
        }
    }

    /** @return whether the instance has a changed address that is not in use yet */
    public boolean isMoving(String host) {
        return moved.containsKey(host);
    }

    /**
     * @return the title of the master or replica, if its address changed since the session began; empty if no address
     *     changed
     */
    public Optional<Text> movedInstance(Session session) {
        return Stream.of(Instance.MASTER_HOST, session.getHost())
                .filter(host -> isMoving(host)
                        || !session.isConnectedTo(gateway.instance(host).orElse(null)))
                .findFirst()
                .map(gateway::title);
    }

    /** @throws VaultException if the headers were encrypted with another SECRET_KEY */
    public static ConnectionOptions options(ConnectionOptionsTable.Row row, Vault vault) {
        return new ConnectionOptions(
                row.headers() == null ? Map.of() : ExtraHeaders.fromJson(vault.decrypt(row.headers())), row.ca());
    }

    public boolean isMasterConfigured() {
        return settings.get(Setting.MASTER_URL).isPresent()
                && settings.get(Setting.MASTER_TOKEN).isPresent();
    }

    static URI base(String url) {
        PaperlessUrl parsed = PaperlessUrl.parse(url);
        return URI.create(parsed.origin() + parsed.basePath());
    }
}
