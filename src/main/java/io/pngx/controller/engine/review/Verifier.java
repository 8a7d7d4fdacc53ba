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

/** Reads copies back: their bytes by checksum, their metadata as a whole. Nothing is written to the replica. */
public final class Verifier {
    private final Verifications verifications;
    private final Checksums checksums;
    private final SyncMap mappings;
    private final Runs runs;
    private final KeyValues settings;
    private final NightlyTasks nights;
    private final Notes notes;
    private final ReadOnlyRun lookOnly;
    private final StopSignal stops;
    private final Journal journal;

    public Verifier(
            Tables tables, NightlyTasks nights, Notes notes, ReadOnlyRun lookOnly, StopSignal stops, Journal journal) {
        this.verifications = tables.verifications();
        this.checksums = tables.checksums();
        this.mappings = tables.mappings();
        this.runs = tables.runs();
        this.settings = tables.settings();
        this.nights = nights;
        this.notes = notes;
        this.lookOnly = lookOnly;
        this.stops = stops;
        this.journal = journal;
    }

    /** Mapped documents, those first that were verified longest ago: all of them, or the share of a night. */
    public Iterator<Chunk> chunks(@ExchangeProperty("session") Session session) {
        long documents = verifications.sum(session.replicaId()).documents();
        List<Long> ids =
                verifications.oldest(session.replicaId(), (documents * nights.percent(session.run()) + 99) / 100);
        runs.looks(session.runId(), ids.size());
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

    public void ofMaster(Exchange exchange, @ExchangeProperty("check") CopyCheck check) {
        if (status(exchange) == 200) {
            Etag.checksum(exchange.getMessage().getHeader("ETag", String.class)).ifPresent(check::wanted);
        }
    }

    public void ofReplica(Exchange exchange, @ExchangeProperty("check") CopyCheck check) {
        check.answered(
                status(exchange),
                genuine(exchange),
                Etag.checksum(exchange.getMessage().getHeader("ETag", String.class))
                        .orElse(null));
    }

    /** Did the replica answer with the file? */
    public boolean arrived(Exchange exchange, @ExchangeProperty("check") CopyCheck check) {
        boolean arrived = status(exchange) == 200;
        if (!arrived) {
            check.notRead(status(exchange), genuine(exchange));
        }
        return arrived;
    }

    public void read(@ExchangeProperty("copyFile") Checksums.Both file, @ExchangeProperty("check") CopyCheck check) {
        check.read(file);
    }

    private static int status(Exchange exchange) {
        return exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class);
    }

    private static boolean genuine(Exchange exchange) {
        return exchange.getMessage().getHeader("X-Version") != null;
    }

    /** Keeps what was found, and has the next run set right what did not match. */
    public void judge(@ExchangeProperty("check") CopyCheck check, @ExchangeProperty("session") Session session) {
        DocumentWork document = check.document();
        if (document.isAbsent()) {
            runs.looks(session.runId(), -1); // it left the master while it was looked at
            return;
        }
        if (document.isLeftOut()) {
            runs.looks(session.runId(), -1); // the rules leave it out, so nobody says what it should be
            return;
        }
        Mapping mapping = document.mapping();
        if (!Seen.digest(document.master()).equals(mapping.seen())) {
            mappings.lookAgain(session.replicaId(), mapping.masterId());
            runs.putBack(
                    session.runId()); // the master's document changed since it was compared: that is the next run's
            return;
        }
        List<String> keys = new ArrayList<>();
        Finding metadata;
        String problem = null;
        boolean drifted = false;
        try {
            ObjectNode patch = document.checkedPatch();
            patch.fieldNames().forEachRemaining(keys::add);
            List<NotePlan.Step> calls = notes.calls(document);
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
        if (!document.keeps().isEmpty()) {
            session.keeps();
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
        if (isBad(check.bytes()) && document.replica() != null) { // a copy that is gone says nothing of its file
            mappings.fileIsBad(session.replicaId(), mapping.masterId());
        } else if (mismatch && !(drifted && settings.get(Setting.DRIFT) == Drift.REPORT)) {
            mappings.mustBeCompared(session.replicaId(), mapping.masterId());
        }
    }

    private static boolean isBad(Finding finding) {
        return finding == Finding.DIFFERS || finding == Finding.MISSING;
    }

    private static String problem(String said, CopyCheck check, Mapping mapping, List<String> keys) {
        if (said != null) {
            return said;
        }
        List<String> parts = new ArrayList<>();
        switch (check.bytes()) {
            case MISSING ->
                parts.add(
                        "The replica has no file for document " + mapping.replicaDocId() + ": run its sanity checker.");
            case DIFFERS ->
                parts.add("The file of document " + mapping.replicaDocId()
                        + " on the replica has other bytes than the master's.");
            case UNKNOWN -> parts.add("The file of document " + mapping.replicaDocId() + " could not be looked at.");
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
                        + " documents are not what they should be"
                        + (run.failed() == 0 ? "" : ", " + run.failed() + " could not be looked at")
                        + "; the next run sets right what it can.";
        lookOnly.end(
                session,
                "The verification is done: " + run.unchanged() + " documents are equal, " + run.mismatched()
                        + " are not, "
                        + run.failed() + " could not be looked at"
                        + (run.deferred() == 0
                                ? "."
                                : ", " + run.deferred() + " changed on the master and wait for the next run.")
                        + keeping(session.keeping()),
                bad);
    }

    private static String keeping(int copies) {
        return copies == 0
                ? ""
                : " " + copies + (copies == 1 ? " copy keeps" : " copies keep")
                        + " what left the master: the deletion waits, or was rejected.";
    }
}
