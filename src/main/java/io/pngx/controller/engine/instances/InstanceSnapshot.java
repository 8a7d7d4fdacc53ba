package io.pngx.controller.engine.instances;

import io.pngx.controller.paperless.Account;
import io.pngx.controller.paperless.Dialect;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.Kind;
import io.pngx.controller.paperless.Lookup;
import io.pngx.controller.paperless.UiSettings;
import io.pngx.controller.sync.Lookups;
import io.pngx.controller.sync.Seen;
import io.pngx.controller.sync.WorkPlan;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;

/** What one cycle reads of one instance, gathered step by step by the route {@code readInstance}. */
public final class InstanceSnapshot {
    private final String host;
    private final URI base;
    private final Map<Kind, List<Lookup>> lookups = new EnumMap<>(Kind.class);
    private final Map<Long, String> scanned = new HashMap<>();
    private final Map<Long, Instant> added = new HashMap<>();
    private List<Account> users = List.of();
    private List<Account> groups = List.of();
    private UiSettings.User user;
    private String version;
    private Instant date;
    private boolean dated;
    private long[] inventory;
    private LongPredicate live;

    /** @param base the address that is called by this name; null: none */
    public InstanceSnapshot(String host, URI base) {
        this.host = host;
        this.base = base;
    }

    /** @param clock as the header Date said; null: it said nothing, and what is looked for reaches back a day rather than misses something */
    void is(UiSettings.User user, String version, Instant clock) {
        this.user = user;
        this.version = version;
        this.dated = clock != null;
        this.date = dated ? clock : Instant.now().minus(Duration.ofDays(1));
    }

    void lookups(Kind kind, List<Lookup> all) {
        lookups.put(kind, all);
    }

    void users(List<Account> all) {
        users = all;
    }

    void groups(List<Account> all) {
        groups = all;
    }

    void inventory(long[] ids) {
        inventory = ids;
        live = WorkPlan.oneOf(ids);
    }

    void scanned(Document document) {
        scanned.put(document.id(), Seen.digest(document));
        added.put(document.id(), document.requireAdded());
    }

    /** When the scanned documents were added to the instance. */
    public Map<Long, Instant> added() {
        return added;
    }

    /** The name by which routes call the instance. */
    public String getHost() {
        return host;
    }

    /** Where it was read. */
    public URI base() {
        return base;
    }

    public UiSettings.User user() {
        return user;
    }

    public String version() {
        return version;
    }

    public Dialect dialect() {
        return Dialect.of(version);
    }

    /** The instance's own clock when the reading began. */
    public Instant date() {
        return date;
    }

    /** Did the instance say what time it is there? */
    public boolean dated() {
        return dated;
    }

    public Lookups lookups() {
        return new Lookups(lookups, users, groups);
    }

    /** The ids of all live documents. */
    public long[] inventory() {
        return inventory;
    }

    /** Is this document in the inventory? */
    public boolean lists(long id) {
        return live.test(id);
    }

    /** Digest by id of the documents that were modified since the watermark. */
    public Map<Long, String> scanned() {
        return scanned;
    }
}
