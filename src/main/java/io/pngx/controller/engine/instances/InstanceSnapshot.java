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
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;

/** Holds what one cycle reads from one instance. The route {@code readInstance} fills the snapshot. */
public final class InstanceSnapshot {
    private static final int MAX_LISTINGS = 3;

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
    private Instant newestChange;
    private int listings;
    private long[] inventory;
    private LongPredicate live;

    /** @param base the address of the instance; null if the instance is not connected */
    public InstanceSnapshot(String host, URI base) {
        this.host = host;
        this.base = base;
    }

    /**
     * @param clock the time in the header Date; null if the header is missing. Without this time, the next scan starts
     *     one day earlier, so that no change is missed.
     */
    void identity(UiSettings.User user, String version, Instant clock) {
        this.user = user;
        this.version = version;
        this.dated = clock != null;
        this.date = dated ? clock : Instant.now().minus(Duration.ofDays(1));
    }

    void lookups(Kind kind, List<Lookup> all) {
        lookups.put(kind, all);
    }

    /** @return the next kind of lookups to read, as in the paths of the API; null if all kinds are read */
    public String getUnreadKind() {
        return Arrays.stream(Kind.values())
                .filter(kind -> !lookups.containsKey(kind))
                .map(Kind::path)
                .findFirst()
                .orElse(null);
    }

    void users(List<Account> all) {
        users = all;
    }

    void groups(List<Account> all) {
        groups = all;
    }

    /** @return whether the route must read the ids of the documents */
    public boolean isUnlisted() {
        return inventory == null;
    }

    /** Counts an answer with the ids of the documents. Returns whether the ids may not be read again. */
    boolean isLastListing() {
        return ++listings >= MAX_LISTINGS;
    }

    void inventory(long[] ids) {
        inventory = ids;
        live = WorkPlan.oneOf(ids);
    }

    void scanned(Document document) {
        scanned.put(document.id(), Seen.digest(document));
        added.put(document.id(), document.requireAdded());
    }

    void newestChange(Instant time) {
        newestChange = time;
    }

    /** @return the time of the newest change that the scan listed; null: the scan listed no change */
    public Instant newestChange() {
        return newestChange;
    }

    /** @return the dates {@code added} of the scanned documents, by document id */
    public Map<Long, Instant> added() {
        return added;
    }

    /** @return the host name by which routes call the instance */
    public String getHost() {
        return host;
    }

    /** @return the address at which the instance was read */
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

    /** @return the time of the instance's clock when the reading began */
    public Instant date() {
        return date;
    }

    /** @return whether the instance sent the header Date */
    public boolean hasDate() {
        return dated;
    }

    public Lookups lookups() {
        return new Lookups(lookups, users, groups);
    }

    public List<Account> users() {
        return users;
    }

    public List<Account> groups() {
        return groups;
    }

    /** @return the ids of all documents outside the trash */
    public long[] inventory() {
        return inventory;
    }

    /** @return whether the inventory contains the document */
    public boolean lists(long id) {
        return live.test(id);
    }

    /** @return digests of the documents that were modified since the watermark, by id */
    public Map<Long, String> scanned() {
        return scanned;
    }
}
