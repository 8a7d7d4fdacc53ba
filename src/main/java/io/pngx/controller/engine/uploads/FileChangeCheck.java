package io.pngx.controller.engine.uploads;

import io.pngx.controller.engine.documents.DivergedCopies;
import io.pngx.controller.engine.documents.DocumentJob;
import io.pngx.controller.engine.session.Etag;
import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.Received;
import io.pngx.controller.store.Checksums;
import io.pngx.controller.store.FileVersion;
import io.pngx.controller.store.Mapping;
import io.pngx.controller.store.OpenUploads;
import io.pngx.controller.store.Switchovers;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.Versions;
import io.pngx.controller.text.Text;
import java.time.Instant;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;

/** Decides whether document and copy have different files. */
public final class FileChangeCheck {
    private final FileComparison files;
    private final DivergedCopies diverged;
    private final Versions versions;
    private final Switchovers switchovers;
    private final OpenUploads openUploads;
    private final Journal journal;

    public FileChangeCheck(Tables tables, FileComparison files, DivergedCopies diverged, Journal journal) {
        this.files = files;
        this.diverged = diverged;
        this.versions = tables.versions();
        this.switchovers = tables.switchovers();
        this.openUploads = tables.openUploads();
        this.journal = journal;
    }

    /**
     * Records whether the copy has other files than the master, according to the lists of versions. A v2 master lists
     * no versions.
     */
    public void compare(@Body DocumentJob job) {
        job.setFileChanged(differs(job));
    }

    /** @return whether the copy has other files than the master, according to the lists of versions */
    boolean differs(DocumentJob job) {
        return !job.isAbsent() && files.differ(job);
    }

    /**
     * @return whether to ask the master by {@code HEAD}. Only a v2 master is asked, because it lists no checksums. An
     *     unchanged document needs no call, because a new file changes {@code modified} (paperless-api.md §3).
     */
    public boolean mustAskMaster(@Body DocumentJob job) {
        return !job.isAbsent() && job.master().versions().isEmpty() && !isAsCompared(job);
    }

    /**
     * Returns whether the document did not change since its last comparison. A copy without a fingerprint counts as
     * changed, because a rule may have excluded its document until now.
     */
    private static boolean isAsCompared(DocumentJob document) {
        Mapping mapping = document.mapping();
        return mapping.fingerprint() != null
                && document.pair().digest().equals(mapping.seen())
                && document.currentFile().md5() != null;
    }

    /**
     * Returns the value of {@code If-None-Match}: the MD5 of the file, which a v2 master sends as the ETag. If the MD5
     * is unknown, the value matches no file.
     */
    public String knownEtag(@Body DocumentJob job) {
        String md5 = job.currentFile().md5();
        return "\"" + (md5 == null ? "unknown" : md5) + "\"";
    }

    /**
     * Records whether the master has another file than the copy, by the ETag: the checksum in the master's database
     * (paperless-api.md §4).
     */
    public void recordEtag(@Body DocumentJob job, Exchange exchange) {
        int status = Received.of(exchange, ExchangeNames.ANSWER).status();
        if (status == 404) {
            job.setFileMissing();
            journal.warn(
                    job.session(),
                    job.masterId(),
                    "file",
                    Text.of("The master has no file for this document (404); run its sanity checker. The replica keeps"
                            + " the file that it has."));
        }
        String checksum = checksum(exchange).orElse(null);
        boolean changed =
                status == 200 && checksum != null && !job.currentFile().hasBytes(checksum);
        job.setFileChanged(job.isFileChanged() || changed);
    }

    private static Optional<String> checksum(Exchange exchange) {
        return Received.header(exchange, ExchangeNames.ANSWER, "ETag").flatMap(Etag::checksum);
    }

    /**
     * @return whether to ask the replica for the checksum of the copy. Only a 2.x replica is asked, because 2.x lists
     *     no checksums, and only for a copy that was changed since a run last read the copy: a user may have changed
     *     its file in place.
     */
    public boolean mustAskReplica(@Body DocumentJob job) {
        return job.replica() != null
                && !job.session().dialect().keepsVersions()
                && job.currentFile().md5() != null
                && (isChangedSinceRead(job) || isOfOldMaster(job));
    }

    /**
     * Returns whether to write the metadata before the file: an earlier attempt failed, so the file may not arrive for
     * a long time. The first attempt, and an open upload, write the metadata after the file. A copy that was not read
     * already has its metadata.
     */
    public boolean isMetadataDue(@Body DocumentJob job) {
        return job.work().attempts() > 0
                && job.replica() != null
                && !openUploads.underWay(job.session().replicaId()).contains(job.masterId());
    }

    /** Leaves out the text if the copy does not show the master's file yet: the text belongs to that file. */
    public void leaveOutText(@Body DocumentJob job) {
        if (files.textWaits(job)) {
            job.pair().leaveOutText();
        }
    }

    private static boolean isChangedSinceRead(DocumentJob job) {
        Instant known = job.mapping().replicaModified();
        Instant now = job.replica().modifiedAt();
        return known != null && now != null && !now.equals(known);
    }

    /** @return whether the replica was the master, and the document was changed there after the last sync */
    private boolean isOfOldMaster(DocumentJob job) {
        return job.mapping().fingerprint() == null
                && switchovers.ofOldMaster(job.session().replicaId()).isPresent()
                && diverged.isDiverged(job);
    }

    /**
     * Records whether the copy has another file than the controller knows, by the ETag: the checksum in the replica's
     * database (paperless-api.md §4).
     */
    public void recordEtagOfCopy(@Body DocumentJob job, Exchange exchange) {
        checksum(exchange)
                .filter(checksum -> !job.currentFile().hasBytes(checksum))
                .ifPresent(checksum -> job.setCopyFileChanged());
    }

    /**
     * @return whether the checksums of the copy's file are not known: the last verification found the file missing or
     *     different, or a user of the replica changed the file
     */
    public boolean isCopyUnknown(@Body FileJob job) {
        FileVersion current = versions.current(job.mapping());
        return current.md5() == null && current.sha256().isEmpty();
    }

    /**
     * Records the file of the copy if it is the master's newest file, for example because the file was missing only for
     * a while. Without this record, the file would be uploaded again, which 2.x refuses.
     *
     * @param found the checksums of the file that the replica returned
     */
    public void recordFileOfCopy(@Body FileJob job, @Variable(ExchangeNames.ANSWER) Checksums.Both found) {
        String wanted = job.file() != null
                ? job.file().sha256()
                : job.master().newestFile().checksum();
        if (wanted.equalsIgnoreCase(wanted.length() == 32 ? found.md5() : found.sha256())) {
            versions.put(versions.current(job.mapping()).withChecksums(found.md5(), found.sha256()));
        }
    }

    /** @return whether the copy already has the bytes that were fetched */
    public boolean hasSameBytes(@Body FileJob job) {
        return versions.current(job.mapping())
                .hasBytes(job.file().md5(), job.file().sha256());
    }
}
