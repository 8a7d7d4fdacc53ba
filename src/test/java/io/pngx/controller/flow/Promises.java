package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pngx.controller.store.Setting;
import io.pngx.controller.sync.Deletion;
import io.pngx.simulator.Journal;
import io.pngx.simulator.Paperless;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks promises that hold in every test, from the calls that the simulators received. A promise about the state at
 * the moment of a call is checked during the call, for example whether a delete was decided. All other promises are
 * checked at the end.
 */
public final class Promises {
    private static final Pattern OBJECT = Pattern.compile("/api/([a-z_]+)/(\\d+)/");
    private static final Pattern PART =
            Pattern.compile("/api/documents/(\\d+)/(?:notes/\\?id=(\\d+)|versions/(\\d+)/\\?.*)");
    private static final Pattern BULK =
            Pattern.compile("/api/(documents/(bulk_edit|delete|edit_pdf|merge|rotate|reprocess)|bulk_edit_objects)/.*");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Boot boot;
    private final Paperless master;
    private final List<World.Replica> replicas = new ArrayList<>();
    private final Map<Paperless, Set<String>> tokens = new HashMap<>();
    private final List<String> broken = Collections.synchronizedList(new ArrayList<>());
    private volatile boolean secondUploadsAreExpected;

    Promises(Boot boot, Paperless master) {
        this.boot = boot;
        this.master = master;
        knowToken(master);
    }

    void watch(World.Replica replica) {
        replicas.add(replica);
        knowToken(replica.server());
        AtomicInteger probes = new AtomicInteger();
        replica.server().journal().listen(entry -> {
            try {
                judge(replica, entry, probes);
            } catch (RuntimeException e) {
                broken.add("could not be judged: " + entry + ": " + e);
            }
        });
    }

    /** Allows that a document's bytes are sent although the replica holds them. */
    public void secondUploadsAreExpected() {
        secondUploadsAreExpected = true;
    }

    /** Records the current token. Call this method before and after a change of the token. */
    public void knowToken(Paperless server) {
        tokens.computeIfAbsent(server, any -> new HashSet<>()).add(server.adminToken());
    }

    private void judge(World.Replica replica, Journal.Entry entry, AtomicInteger probes) {
        boolean done = entry.status() < 400;
        if (entry.isWrite() && BULK.matcher(entry.path()).matches()) {
            broken.add("a call in bulk: " + entry);
        } else if (entry.method().equals("POST") && entry.path().equals("/api/trash/") && done) {
            trash(entry);
        } else if (entry.method().equals("POST")
                && entry.path().equals("/api/tags/")
                && done
                && entry.sent().json() != null
                && entry.sent().json().contains("pngx-controller-probe-")) {
            probes.incrementAndGet();
        } else if (entry.method().equals("POST") && entry.path().equals("/api/documents/post_document/") && done) {
            upload(replica, entry);
        } else if (entry.method().equals("DELETE") && done) {
            delete(replica, entry, probes);
        }
    }

    /** Checks that a call to the trash restores copies, and does not empty the trash. */
    private void trash(Journal.Entry entry) {
        try {
            JsonNode order = JSON.readTree(String.valueOf(entry.sent().json()));
            if (!order.path("action").asText().equals("restore")
                    || order.path("documents").isEmpty()) {
                broken.add("the trash of a replica was touched: " + entry);
            }
        } catch (JsonProcessingException e) {
            broken.add("the trash of a replica was touched: " + entry);
        }
    }

    /** Checks that no document is sent again while the replica holds the bytes of an earlier upload. */
    private void upload(World.Replica replica, Journal.Entry entry) {
        if (entry.sent().heldAlready() == 0 || secondUploadsAreExpected) {
            return;
        }
        long before = boot.sql()
                .sql("""
                select count(*) from uploads earlier join uploads now using (replica_id, master_id, sha256)
                where now.replica_id = ? and now.sha256 = ? and now.state = 'PLANNED' and earlier.id < now.id""")
                .params(replica.id(), entry.sent().sha256())
                .query(Long.class)
                .single();
        if (before > 0) {
            broken.add("uploaded again, although the replica held it: " + entry);
        }
    }

    /**
     * Checks that a delete has an allowed reason: a confirmed tombstone, a user's approval, a verified replacement, a
     * note or version of the controller that the master deleted, or the tag of a proof.
     */
    private void delete(World.Replica replica, Journal.Entry entry, AtomicInteger probes) {
        if (isOurPart(replica, entry) || isReplaced(replica, entry)) {
            return;
        }
        Matcher path = OBJECT.matcher(entry.path());
        if (!path.matches()) {
            broken.add("a delete of something unknown: " + entry);
            return;
        }
        String acting = """
                select seen_trashed, by_person, first_seen_at, by_rule is not null as by_rule, master_id from tombstones
                where replica_id = ? and kind = ? and replica_object_id = ? and state = 'ACTING'""";
        Map<String, Object> tombstone =
                boot.sql().sql(acting).params(replica.id(), path.group(1), path.group(2)).query().listOfRows().stream()
                        .findFirst()
                        .orElse(null);
        if (tombstone == null) {
            // A call without an answer may not have arrived, so the tag may be deleted once more.
            if (!path.group(1).equals("tags") || (entry.status() == 0 ? probes.get() : probes.getAndDecrement()) <= 0) {
                broken.add("a delete without a committed cause: " + entry);
            }
            return;
        }
        if (((Number) tombstone.get("by_person")).intValue() == 1) {
            return;
        }
        boolean document = path.group(1).equals("documents");
        boolean byRule = ((Number) tombstone.get("by_rule")).intValue() == 1
                && boot.sql()
                                .sql("select count(*) from unselected where replica_id = ? and master_id = ?")
                                .params(replica.id(), tombstone.get("master_id"))
                                .query(Long.class)
                                .single()
                        == 1;
        if (document && !byRule && ((Number) tombstone.get("seen_trashed")).intValue() == 0) {
            broken.add("a document was deleted that was never seen in the master's trash: " + entry);
        }
        Duration interval = Duration.ofSeconds(boot.settings().get(Setting.SYNC_INTERVAL));
        Duration apart =
                interval.compareTo(Deletion.MIN_CONFIRMATION_GAP) > 0 ? interval : Deletion.MIN_CONFIRMATION_GAP;
        Instant first = Instant.parse(String.valueOf(tombstone.get("first_seen_at")));
        if (Duration.between(first, boot.clock.instant()).compareTo(apart) < 0) {
            broken.add("deleted before it was missed for long enough: " + entry);
        }
    }

    /**
     * Returns whether a delete concerns a note or version that the controller created and that the master no longer
     * has.
     */
    private boolean isOurPart(World.Replica replica, Journal.Entry entry) {
        Matcher part = PART.matcher(entry.path() + "?" + entry.query());
        if (!part.matches()) {
            return false;
        }
        boolean note = part.group(2) != null;
        long decided = boot.sql()
                .sql(
                        note
                                ? "select count(*) from note_map where replica_id = ? and replica_doc_id = ? "
                                        + "and replica_note_id = ? and ours = 1 and deleting = 1"
                                : "select count(*) from file_versions where replica_id = ? "
                                        + "and replica_doc_id = ? and replica_version_id = ? and state = 'DELETING'")
                .params(replica.id(), part.group(1), note ? part.group(2) : part.group(3))
                .query(Long.class)
                .single();
        return decided > 0;
    }

    /** Returns whether a delete concerns an old copy that a mapped, live copy has replaced. */
    private boolean isReplaced(World.Replica replica, Journal.Entry entry) {
        Matcher path = OBJECT.matcher(entry.path());
        if (!path.matches() || !path.group(1).equals("documents")) {
            return false;
        }
        return boot.sql()
                .sql("""
                select m.replica_doc_id from replaced_copies r join sync_map m using (replica_id, master_id)
                where r.replica_id = ? and r.replica_doc_id = ? and r.state = 'ACTING'
                  and m.replica_doc_id <> r.replica_doc_id""")
                .params(replica.id(), path.group(2))
                .query(Integer.class)
                .optional()
                .map(copy ->
                        replica.server().library().documents().stream().anyMatch(document -> document.id() == copy))
                .orElse(false);
    }

    /** Checks the calls since the journals were last cleared. */
    void assertKept() {
        assertThat(master.journal().writes()).as("the master is only ever read").isEmpty();
        tokensStayAtHome(master);
        replicas.forEach(replica -> tokensStayAtHome(replica.server()));
        if (replicas.size() == 1) {
            nothingIsWrittenAfterAFailedReading(replicas.get(0).server());
        }
        assertThat(broken).as("promises that were broken").isEmpty();
    }

    private void tokensStayAtHome(Paperless server) {
        tokens.keySet().forEach(this::knowToken);
        Set<String> others = new HashSet<>();
        tokens.forEach((other, own) -> {
            if (other != server) {
                others.addAll(own);
            }
        });
        assertThat(server.journal().where(entry -> others.contains(entry.sent().token())))
                .as("calls with a token that belongs to another instance")
                .isEmpty();
    }

    /** Checks that nothing is written to the replica between a failed read of the master and the next read. */
    private void nothingIsWrittenAfterAFailedReading(Paperless replica) {
        List<Journal.Entry> readings = master.journal().where(Promises::isReading);
        Instant failedFrom = null;
        for (int i = 0; i < readings.size(); i++) {
            Journal.Entry last = readings.get(i);
            boolean starts = isStart(last);
            failedFrom = starts ? last.time() : failedFrom;
            boolean ends = i + 1 == readings.size() || isStart(readings.get(i + 1));
            if (ends && failedFrom != null && (last.status() == 0 || last.status() >= 400)) {
                Instant from = failedFrom;
                Instant to = i + 1 == readings.size()
                        ? Instant.MAX
                        : readings.get(i + 1).time();
                assertThat(replica.journal()
                                .where(entry -> entry.isWrite()
                                        && entry.time().isAfter(from)
                                        && entry.time().isBefore(to)))
                        .as("writes although the master could not be read: %s", last)
                        .isEmpty();
            }
        }
    }

    private static boolean isStart(Journal.Entry entry) {
        return entry.path().equals("/api/ui_settings/");
    }

    private static boolean isReading(Journal.Entry entry) {
        String query = String.valueOf(entry.query());
        return isStart(entry)
                || query.contains("page_size=100000")
                || query.contains("page_size=1&fields=id")
                || query.contains("ordering=modified");
    }
}
