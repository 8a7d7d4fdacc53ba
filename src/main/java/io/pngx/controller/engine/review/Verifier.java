package io.pngx.controller.engine.review;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pngx.controller.engine.cycle.NightlyTasks;
import io.pngx.controller.engine.documents.Chunk;
import io.pngx.controller.engine.documents.DocumentJob;
import io.pngx.controller.engine.documents.DocumentJobs;
import io.pngx.controller.engine.documents.DocumentPair;
import io.pngx.controller.engine.documents.Notes;
import io.pngx.controller.engine.session.Etag;
import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.Received;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.engine.session.StopSignal;
import io.pngx.controller.store.Checksums;
import io.pngx.controller.store.CopyInvalidation;
import io.pngx.controller.store.Drift;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.Mapping;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.RunProgress;
import io.pngx.controller.store.Runs;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.Switchovers;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.Verification;
import io.pngx.controller.store.Verification.Finding;
import io.pngx.controller.store.Verification.Result;
import io.pngx.controller.store.Verifications;
import io.pngx.controller.sync.NotePlan;
import io.pngx.controller.sync.Readable;
import io.pngx.controller.sync.Seen;
import io.pngx.controller.text.Explanation;
import io.pngx.controller.text.Text;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Variable;

/** Verifies copies: compares the checksums of the files, and all metadata. Writes nothing to the replica. */
public final class Verifier {
    private final Verifications verifications;
    private final Switchovers switchovers;
    private final Checksums checksums;
    private final CopyInvalidation invalidation;
    private final Runs runs;
    private final RunProgress progress;
    private final KeyValues settings;
    private final NightlyTasks nights;
    private final DocumentJobs jobs;
    private final Notes notes;
    private final ReadOnlyRun readOnlyRun;
    private final StopSignal stops;
    private final Journal journal;

    public Verifier(
            Tables tables,
            NightlyTasks nights,
            DocumentJobs jobs,
            Notes notes,
            ReadOnlyRun readOnlyRun,
            StopSignal stops,
            Journal journal) {
        this.verifications = tables.verifications();
        this.switchovers = tables.switchovers();
        this.checksums = tables.checksums();
        this.invalidation = tables.invalidation();
        this.runs = tables.runs();
        this.progress = tables.progress();
        this.settings = tables.settings();
        this.nights = nights;
        this.jobs = jobs;
        this.notes = notes;
        this.readOnlyRun = readOnlyRun;
        this.stops = stops;
        this.journal = journal;
    }

    /**
     * Returns the documents to verify. If a user named documents, returns only the named documents. In a switchover,
     * returns the documents that were not verified since their copies were last written. Otherwise, returns {@link
     * NightlyTasks#verifyPercent} percent of the mapped documents, least recently verified first.
     */
    public Iterator<Chunk> chunks(@ExchangeProperty(ExchangeNames.SESSION) Session session) {
        long documents = verifications.sum(session.replicaId()).documents();
        List<Long> ids = session.run().isHinted()
                ? verifications.verifiable(session.replicaId(), session.run().hintedIds())
                : switchovers.isVerification(session.runId())
                        ? verifications.unverified(session.replicaId())
                        : verifications.oldest(
                                session.replicaId(), (documents * nights.verifyPercent(session.run()) + 99) / 100);
        progress.addTotal(session.runId(), ids.size());
        progress.phase(session.runId(), "verifying");
        return DryDocuments.chunks(session, stops, jobs, ids);
    }

    /** Starts the verification of one copy. */
    public VerificationJob start(@Body DocumentJob document) {
        Session session = document.session();
        progress.current(session.runId(), document.label());
        return new VerificationJob(
                document,
                settings.get(Setting.VERIFY_BYTES) == Verification.How.DOWNLOAD,
                checksums,
                this::recordResult);
    }

    public void recordMasterChecksum(@Body VerificationJob job, Exchange exchange) {
        Received answer = Received.of(exchange, ExchangeNames.ANSWER);
        job.recordMasterAnswer(
                answer.status(), answer.genuine(), checksum(exchange).orElse(null));
    }

    public void recordReplicaChecksum(@Body VerificationJob job, Exchange exchange) {
        Received answer = Received.of(exchange, ExchangeNames.ANSWER);
        job.recordAnswer(answer.status(), answer.genuine(), checksum(exchange).orElse(null));
    }

    private static Optional<String> checksum(Exchange exchange) {
        return Etag.checksum(
                Received.header(exchange, ExchangeNames.ANSWER, "ETag").orElse(null));
    }

    /** @return whether the replica answered with the file */
    public boolean hasArrived(@Body VerificationJob job, Exchange exchange) {
        Received answer = Received.of(exchange, ExchangeNames.ANSWER);
        boolean arrived = answer.status() == 200;
        if (!arrived) {
            job.recordUnread(answer.status(), answer.genuine());
        }
        return arrived;
    }

    public void recordFile(@Body VerificationJob job, @Variable(ExchangeNames.ANSWER) Checksums.Both file) {
        job.recordFile(file);
    }

    /** Records the result, and queues a mismatch for repair in the next run. */
    public void recordResult(@Body VerificationJob job) {
        job.recording();
        DocumentJob document = job.document();
        Session session = job.session();
        if (document.isAbsent() || document.isExcluded()) {
            progress.addTotal(session.runId(), -1); // the document has no target, or was deleted on the master
            return;
        }
        Mapping mapping = document.mapping();
        if (!isAsCompared(job)) {
            invalidation.queueChanged(session.replicaId(), mapping.masterId());
            // The document changed on the master, so the next run compares the document.
            progress.deferred(session.runId());
            return;
        }
        Metadata metadata = compareMetadata(document.pair());
        if (document.pair().keepsLookups()) {
            session.lookups().countKeepingCopy();
        }
        if (document.pair().lacksLookups()) {
            session.lookups().countLackingCopy();
        }
        boolean mismatch = isBad(metadata.finding()) || isBad(job.bytes());
        Result result = mismatch ? Result.MISMATCH : job.bytes() == Finding.UNKNOWN ? Result.UNKNOWN : Result.OK;
        Text problem = problem(metadata, job, mapping);
        verifications.put(new Verification(
                session.replicaId(),
                mapping.masterId(),
                mapping.replicaDocId(),
                document.master().title(),
                result,
                job.bytes(),
                metadata.finding(),
                String.join(",", metadata.keys()),
                job.how(),
                problem,
                session.runId(),
                Instant.now()));
        if (result != Result.OK) {
            journal.warn(session, mapping.masterId(), "verify", problem);
        }
        if (isBad(job.bytes()) && document.replica() != null) { // a missing copy proves nothing about its file
            invalidation.markFileDamaged(session.replicaId(), mapping.masterId());
        } else if (mismatch && !(metadata.drifted() && settings.get(Setting.DRIFT) == Drift.REPORT)) {
            invalidation.invalidate(session.replicaId(), mapping.masterId());
        }
    }

    /**
     * Returns whether the document did not change on the master since its last comparison. A comparison stores no
     * digest while the master has no file for the document; the target then shows whether the metadata changed.
     */
    private static boolean isAsCompared(VerificationJob job) {
        DocumentPair pair = job.document().pair();
        String seen = pair.mapping().seen();
        return pair.digest().equals(seen)
                || Seen.digestOf2x(pair.master()).equals(seen)
                || seen == null && job.isMasterFileMissing() && pair.hasTarget() && pair.wasEqual();
    }

    /**
     * @param keys    the keys that differ
     * @param problem why the metadata could not be compared; null if the comparison succeeded
     */
    private record Metadata(Finding finding, List<String> keys, boolean drifted, Text problem) {}

    private Metadata compareMetadata(DocumentPair pair) {
        List<String> keys = new ArrayList<>();
        try {
            ObjectNode patch = pair.patchForReview();
            patch.fieldNames().forEachRemaining(keys::add);
            pair.lostLookups().stream().filter(key -> !keys.contains(key)).forEach(keys::add);
            List<NotePlan.Step> calls = notes.plannedCalls(pair);
            if (!calls.isEmpty()) {
                keys.add("notes");
            }
            return new Metadata(
                    keys.isEmpty() ? Finding.OK : Finding.DIFFERS, keys, pair.isDrifted(patch, calls), null);
        } catch (RuntimeException e) {
            return new Metadata(
                    pair.replica() == null ? Finding.MISSING : Finding.DIFFERS, keys, false, Explanation.of(e));
        }
    }

    private static boolean isBad(Finding finding) {
        return finding == Finding.DIFFERS || finding == Finding.MISSING;
    }

    private static Text problem(Metadata metadata, VerificationJob check, Mapping mapping) {
        if (metadata.problem() != null) {
            return metadata.problem();
        }
        String copy = String.valueOf(mapping.replicaDocId());
        List<String> keys = metadata.keys();
        List<Text> parts = new ArrayList<>();
        switch (check.bytes()) {
            case MISSING ->
                parts.add(Text.of("The replica has no file for document {0}: run its sanity checker.", copy));
            case DIFFERS ->
                parts.add(Text.of("The file of document {0} on the replica has other bytes than the master's.", copy));
            case UNKNOWN ->
                parts.add(
                        check.failure() != null
                                ? check.failure()
                                : check.isMasterFileMissing()
                                        ? Text.of(
                                                "The master has no file for this document (404); run its sanity checker. The"
                                                        + " replica keeps the file that it has.")
                                        : Text.of("The file of document {0} could not be checked.", copy));
            case OK -> {}
        }
        if (!keys.isEmpty()) {
            parts.add(Text.of(
                    "Document {0} of the replica differs from the master's ({1}).", copy, Readable.fields(keys)));
        }
        return parts.isEmpty() ? null : Text.join(" ", parts);
    }

    public void end(@ExchangeProperty(ExchangeNames.SESSION) Session session) {
        Run run = runs.find(session.runId()).orElseThrow();
        Text bad = run.mismatched() + run.failed() == 0
                ? null
                : Text.of(
                        settings.get(Setting.DRIFT) == Drift.REPORT
                                ? "{0}; the next run repairs what it can, but no edits on the replica, because drift"
                                        + " is set to report."
                                : "{0}; the next run repairs what it can.",
                        difference(run));
        readOnlyRun.end(
                session,
                Text.of(
                        run.deferred() == 0
                                ? "The verification is done: {0} equal, {1} different, {2} not checked.{4}"
                                : "The verification is done: {0} equal, {1} different, {2} not checked, {3} changed on"
                                        + " the master and left to the next run.{4}",
                        String.valueOf(run.unchanged()),
                        String.valueOf(run.mismatched()),
                        String.valueOf(run.failed()),
                        String.valueOf(run.deferred()),
                        Text.of(
                                "{0}{1}",
                                keeping(session.lookups().keepingCopies()),
                                lacking(session.lookups().lackingCopies()))),
                bad);
    }

    private static Text difference(Run run) {
        return Text.of(
                run.failed() == 0
                        ? "{0} of {1} documents differ from the master's"
                        : "{0} of {1} documents differ from the master's, {2} could not be checked",
                String.valueOf(run.mismatched()),
                String.valueOf(run.total()),
                String.valueOf(run.failed()));
    }

    private static Text lacking(int copies) {
        return copies == 0
                ? Text.of("")
                : Text.plural(
                        copies,
                        " {0} copy lacks lookups that the replica does not take; the last run says why.",
                        " {0} copies lack lookups that the replica does not take; the last run says why.",
                        String.valueOf(copies));
    }

    private static Text keeping(int copies) {
        return copies == 0
                ? Text.of("")
                : Text.plural(
                        copies,
                        " {0} copy keeps lookups that the master no longer has; the deletion on the replica"
                                + " waits, or you chose Keep.",
                        " {0} copies keep lookups that the master no longer has; the deletion on the replica"
                                + " waits, or you chose Keep.",
                        String.valueOf(copies));
    }
}
