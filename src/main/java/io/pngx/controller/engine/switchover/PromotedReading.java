package io.pngx.controller.engine.switchover;

import io.pngx.controller.engine.instances.InstanceSnapshot;
import io.pngx.controller.engine.instances.ReadingJob;
import io.pngx.controller.engine.session.Failure;
import io.pngx.controller.engine.session.ReportingJob;
import io.pngx.controller.paperless.Account;
import io.pngx.controller.paperless.DocumentPage;
import io.pngx.controller.paperless.Kind;
import io.pngx.controller.paperless.Lookup;
import io.pngx.controller.sync.Hash;
import io.pngx.controller.sync.Lookups;
import io.pngx.controller.text.Text;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** Job that reads a promoted instance before the swap, or before the undo. The route {@code readPromoted} fills it. */
public final class PromotedReading implements ReadingJob, ReportingJob {
    /**
     * Documents are also read if they changed within this time before the swap. Covers a clock of the instance that
     * was set, and bulk edits, which set {@code modified} late (paperless-api.md §3).
     */
    private static final Duration MARGIN = Duration.ofMinutes(10);

    /** The name by which the route calls the instance. */
    static final String HOST = "probe-promoted";

    private final Instant swappedAt;
    private final Instant begunAt;
    private InstanceSnapshot instance;
    private DocumentPage changes;
    private Failure failure;

    /**
     * @param swappedAt time of the swap; null: reads no changes
     * @param now time at which the reading begins
     */
    PromotedReading(Instant swappedAt, Instant now) {
        this.swappedAt = swappedAt;
        this.begunAt = now;
    }

    @Override
    public String getHost() {
        return HOST;
    }

    @Override
    public void read(InstanceSnapshot empty) {
        instance = empty;
    }

    @Override
    public InstanceSnapshot reading() {
        return instance;
    }

    public boolean isUndo() {
        return swappedAt != null;
    }

    /** @return the time, by the clock of the instance, from which changes are read */
    public Instant getSince() {
        return swappedAt.plus(Duration.between(begunAt, instance.date())).minus(MARGIN);
    }

    void changes(DocumentPage page) {
        changes = page;
    }

    /** @return the newest changes since {@link #getSince} */
    DocumentPage changes() {
        return changes;
    }

    @Override
    public void recordFailure(Failure failed) {
        failure = failed;
    }

    /** @return why the instance was not read; null if it was read */
    Text failure() {
        if (failure != null) {
            return failure.text();
        }
        boolean complete = instance != null && !instance.isUnlisted() && (changes != null || !isUndo());
        return complete ? null : Text.of("It was not read completely.");
    }

    /** @return a digest of all lookups, users and groups; a change of these does not set {@code modified} */
    String lookups() {
        Hash hash = new Hash();
        Lookups lookups = instance.lookups();
        for (Kind kind : Kind.values()) {
            hash.add(kind);
            lookups.of(kind).stream()
                    .sorted(Comparator.comparingLong(Lookup::id))
                    .forEach(hash::add);
        }
        for (List<Account> accounts : List.of(instance.users(), instance.groups())) {
            hash.add(accounts.size());
            accounts.stream().sorted(Comparator.comparingLong(Account::id)).forEach(hash::add);
        }
        return hash.hex();
    }
}
