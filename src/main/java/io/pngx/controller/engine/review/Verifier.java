package io.pngx.controller.engine.review;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pngx.controller.engine.cycle.NightlyTasks;
import io.pngx.controller.engine.documents.Notes;
import io.pngx.controller.engine.session.Chunk;
import io.pngx.controller.engine.session.DocumentWork;
import io.pngx.controller.engine.session.Etag;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.engine.session.StopSignal;
import io.pngx.controller.store.Checksums;
import io.pngx.controller.store.Drift;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.Mapping;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Runs;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.SyncMap;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.Verification;
import io.pngx.controller.store.Verification.Finding;
import io.pngx.controller.store.Verification.Result;
import io.pngx.controller.store.Verifications;
import io.pngx.controller.sync.NotePlan;
import io.pngx.controller.sync.Seen;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;

/** Verifies copies: the bytes by checksum, the metadata as a whole. Writes nothing to the replica. */
public final class Verifier {
    private final Verifications verifications;
    private final Checksums checksums;
    private final SyncMap mappings;
    private final Runs runs;
    private final KeyValues settings;
    private final NightlyTasks nights;
    private final Notes notes;
    private final ReadOnlyRun readOnlyRun;
    private final StopSignal stops;
    private final Journal journal;

    public Verifier(
            Tables tables,
            NightlyTasks nights,
            Notes notes,
            ReadOnlyRun readOnlyRun,
            StopSignal stops,
            Journal journal) {
        this.verifications = tables.verifications();
        this.checksums = tables.checksums();
        this.mappings = tables.mappings();
        this.runs = tables.runs();
        this.settings = tables.settings();
        this.nights = nights;
        this.notes = notes;
        this.readOnlyRun = readOnlyRun;
        this.stops = stops;
        this.journal = journal;
    }

    /** Mapped documents, the longest unverified first: all of them, or the share of one night. */
    public Iterator<Chunk> chunks(@ExchangeProperty("session") Session session) {
        long documents = verifications.sum(session.replicaId()).documents();
        List<Long> ids =
                verifications.oldest(session.replicaId(), (documents * nights.verifyPercent(session.run()) + 99) / 100);
        runs.addTotal(session.runId(), ids.size());
        runs.phase(session.runId(), "verifying");
        return DryRun.chunks(session, stops, mappings, ids);
    }

    public CopyCheck check(@Body DocumentWork document, @ExchangeProperty("session") Session session) {
        runs.current(session.runId(), document.toString());
        return new CopyCheck(
                document,
                settings.get(Setting.VERIFY_BYTES) == Verification.How.DOWNLOAD,
                session.dialect() == session.masterDialect(),
                checksums);
    }

    public void recordMasterChecksum(Exchange exchange, @ExchangeProperty("check") CopyCheck check) {
        if (status(exchange) == 200) {
            Etag.checksum(exchange.getMessage().getHeader("ETag", String.class)).ifPresent(check::setMasterChecksum);
        }
    }

    public void recordReplicaChecksum(Exchange exchange, @ExchangeProperty("check") CopyCheck check) {
        check.recordAnswer(
                status(exchange),
                genuine(exchange),
                Etag.checksum(exchange.getMessage().getHeader("ETag", String.class))
                        .orElse(null));
    }

    /** @return whether the replica answered with the file */
    public boolean hasArrived(Exchange exchange, @ExchangeProperty("check") CopyCheck check) {
        boolean arrived = status(exchange) == 200;
        if (!arrived) {
            check.recordUnread(status(exchange), genuine(exchange));
        }
        return arrived;
    }

    public void recordFile(
            @ExchangeProperty("copyFile") Checksums.Both file, @ExchangeProperty("check") CopyCheck check) {
        check.recordFile(file);
    }

    private static int status(Exchange exchange) {
        return exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class);
    }

    private static boolean genuine(Exchange exchange) {
        return exchange.getMessage().getHeader("X-Version") != null;
    }

    /** Records the result, and queues a mismatch for repair in the next run. */
    public void recordResult(@ExchangeProperty("check") CopyCheck check, @ExchangeProperty("session") Session session) {
        DocumentWork document = check.document();
        if (document.isAbsent()) {
            runs.addTotal(session.runId(), -1); // it left the master during the run
            return;
        }
        if (document.isLeftOut()) {
            runs.addTotal(session.runId(), -1); // the rules exclude it, so it has no target
            return;
        }
        Mapping mapping = document.mapping();
        if (!Seen.digest(document.master()).equals(mapping.seen())) {
            mappings.queueChanged(session.replicaId(), mapping.masterId());
            runs.putBack(session.runId()); // changed on the master since the last comparison: left to the next run
            return;
        }
        List<String> keys = new ArrayList<>();
        Finding metadata;
        String problem = null;
        boolean drifted = false;
        try {
            ObjectNode patch = document.patchForReview();
            patch.fieldNames().forEachRemaining(keys::add);
            List<NotePlan.Step> calls = notes.plannedCalls(document);
            if (!calls.isEmpty()) {
                keys.add("notes");
            }
            metadata = keys.isEmpty() ? Finding.OK : Finding.DIFFERS;
            drifted = document.isDrifted(patch, calls);
        } catch (RuntimeException e) {
            metadata = document.replica() == null ? Finding.MISSING : Finding.DIFFERS;
            problem = e.getMessage();
        }
        problem = problem(problem, check, mapping, keys);
        if (!document.keptLookupsSentence().isEmpty()) {
            session.countKeptLookups();
        }
        boolean mismatch = isBad(metadata) || isBad(check.bytes());
        Result result = mismatch ? Result.MISMATCH : check.bytes() == Finding.UNKNOWN ? Result.UNKNOWN : Result.OK;
        verifications.put(new Verification(
                session.replicaId(),
                mapping.masterId(),
                mapping.replicaDocId(),
                document.master().title(),
                result,
                check.bytes(),
                metadata,
                String.join(",", keys),
                check.how(),
                problem,
                session.runId(),
                Instant.now()));
        if (result != Result.OK) {
            journal.warn(session, mapping.masterId(), "verify", problem);
        }
        if (isBad(check.bytes()) && document.replica() != null) { // a vanished copy proves nothing about its file
            mappings.markFileDamaged(session.replicaId(), mapping.masterId());
        } else if (mismatch && !(drifted && settings.get(Setting.DRIFT) == Drift.REPORT)) {
            mappings.invalidate(session.replicaId(), mapping.masterId());
        }
    }

    private static boolean isBad(Finding finding) {
        return finding == Finding.DIFFERS || finding == Finding.MISSING;
    }

    private static String problem(String metadataProblem, CopyCheck check, Mapping mapping, List<String> keys) {
        if (metadataProblem != null) {
            return metadataProblem;
        }
        List<String> parts = new ArrayList<>();
        switch (check.bytes()) {
            case MISSING ->
                parts.add(
                        "The replica has no file for document " + mapping.replicaDocId() + ": run its sanity checker.");
            case DIFFERS ->
                parts.add("The file of document " + mapping.replicaDocId()
                        + " on the replica has other bytes than the master's.");
            case UNKNOWN -> parts.add("The file of document " + mapping.replicaDocId() + " could not be checked.");
            case OK -> {}
        }
        if (!keys.isEmpty()) {
            parts.add("Document " + mapping.replicaDocId() + " of the replica differs from the master's ("
                    + String.join(", ", keys) + ").");
        }
        return parts.isEmpty() ? null : String.join(" ", parts);
    }

    public void end(@ExchangeProperty("session") Session session) {
        Run run = runs.find(session.runId()).orElseThrow();
        String bad = run.mismatched() + run.failed() == 0
                ? null
                : run.mismatched() + " of " + run.total()
                        + " documents differ from the master's"
                        + (run.failed() == 0 ? "" : ", " + run.failed() + " could not be checked")
                        + "; the next run repairs what it can.";
        readOnlyRun.end(
                session,
                "The verification is done: " + run.unchanged() + " documents are equal, " + run.mismatched()
                        + " are not, "
                        + run.failed() + " could not be checked"
                        + (run.deferred() == 0
                                ? "."
                                : ", " + run.deferred() + " changed on the master and wait for the next run.")
                        + keeping(session.keptLookupsCount()),
                bad);
    }

    private static String keeping(int copies) {
        return copies == 0
                ? ""
                : " " + copies + (copies == 1 ? " copy keeps" : " copies keep")
                        + " what left the master: the deletion waits, or was rejected.";
    }
}
