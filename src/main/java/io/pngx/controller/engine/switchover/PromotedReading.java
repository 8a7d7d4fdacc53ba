package io.pngx.controller.engine.switchover;

import io.pngx.controller.engine.instances.InstanceSnapshot;
import io.pngx.controller.engine.instances.ReadingJob;
import io.pngx.controller.engine.session.Failure;
import io.pngx.controller.engine.session.ReportingJob;
import io.pngx.controller.paperless.Account;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.DocumentPage;
import io.pngx.controller.paperless.Kind;
import io.pngx.controller.paperless.Lookup;
import io.pngx.controller.sync.Hash;
import io.pngx.controller.text.Text;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Job that reads a promoted instance before the swap, or before the undo. The route {@code readPromoted} fills it. */
public final class PromotedReading implements ReadingJob, ReportingJob {
    private final String host = "probe-" + UUID.randomUUID();
    private InstanceSnapshot instance;
    private DocumentPage newest;
    private Failure failure;

    @Override
    public String getHost() {
        return host;
    }

    @Override
    public void read(InstanceSnapshot empty) {
        instance = empty;
    }

    @Override
    public InstanceSnapshot reading() {
        return instance;
    }

    /** Adds the documents that changed last. */
    void newest(DocumentPage page) {
        newest = page;
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
        boolean complete = instance != null && !instance.isUnlisted() && newest != null;
        return complete ? null : Text.of("It was not read completely.");
    }

    /** Requires that {@link #failure} is null. */
    PromotedState state() {
        return new PromotedState(documents(), lookups());
    }

    /** @return a digest of the ids of all documents, and of the times of the last changes */
    private String documents() {
        Hash hash = new Hash();
        Arrays.stream(instance.inventory()).sorted().forEach(hash::add);
        newest.results().stream()
                .sorted(Comparator.comparingLong(Document::id))
                .forEach(document -> hash.add(document.id()).add(document.modifiedAt()));
        return hash.hex();
    }

    /** @return a digest of all lookups, users and groups; a change of these does not set {@code modified} */
    private String lookups() {
        Hash hash = new Hash();
        for (Kind kind : Kind.values()) {
            hash.add(kind);
            instance.lookups().of(kind).stream()
                    .sorted(Comparator.comparingLong(Lookup::id))
                    .forEach(lookup -> add(hash, lookup));
        }
        for (List<Account> accounts : List.of(instance.users(), instance.groups())) {
            hash.add(accounts.size());
            accounts.stream().sorted(Comparator.comparingLong(Account::id)).forEach(hash::add);
        }
        return hash.hex();
    }

    private static void add(Hash hash, Lookup lookup) {
        hash.add(lookup.withPermissions(null));
        if (lookup.permissions() != null) {
            Stream.of(lookup.permissions().view(), lookup.permissions().change())
                    .flatMap(grant -> Stream.of(grant.users(), grant.groups()))
                    .forEach(ids -> hash.add(ids.stream().sorted().toList()));
        }
    }
}
