package io.pngx.controller.engine.review;

import io.pngx.controller.engine.documents.DocumentJob;
import io.pngx.controller.engine.session.Failure;
import io.pngx.controller.engine.session.Outcome;
import io.pngx.controller.engine.session.ReportingJob;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.paperless.Dialect;
import io.pngx.controller.store.Checksums;
import io.pngx.controller.store.Verification.Finding;
import io.pngx.controller.store.Verification.How;
import io.pngx.controller.text.Text;
import java.util.function.Consumer;

/** Job that verifies one copy. Holds the master's checksum, and the answer of the replica. */
public final class VerificationJob implements ReportingJob {
    private static final int MD5_LENGTH = 32;
    private static final int SHA256_LENGTH = 64;

    private final DocumentJob document;
    private final boolean alwaysRead;
    private final Checksums checksums;
    private final Consumer<VerificationJob> record;
    private boolean isRecorded;
    private Text failure;
    private String masterChecksum;
    private boolean masterFileMissing;
    private Finding bytes = Finding.UNKNOWN;
    private How how = How.CHECKSUM;
    private boolean isAnswerIncomparable;

    VerificationJob(DocumentJob document, boolean alwaysRead, Checksums checksums, Consumer<VerificationJob> record) {
        this.document = document;
        this.alwaysRead = alwaysRead;
        this.checksums = checksums;
        this.record = record;
        this.masterChecksum = document.isAbsent() ? null : document.master().newestChecksum();
        if (document.replica() == null) {
            bytes = Finding.MISSING;
        }
    }

    @Override
    public Session session() {
        return document.session();
    }

    @Override
    public Long masterId() {
        return document.masterId();
    }

    @Override
    public boolean canFailAlone() {
        return true;
    }

    @Override
    public boolean countsAttempts() {
        return false;
    }

    /** Records the copy as not checked, if its calls failed and other calls succeed; otherwise, the run ends. */
    @Override
    public Outcome failed(Failure why) {
        return why.effect() == Failure.Effect.FAILED && isOpen() && !isRecorded
                ? ReportingJob.super.failed(why)
                : Outcome.stopRun(why);
    }

    @Override
    public void recordFailure(Failure why) {
        bytes = Finding.UNKNOWN;
        failure = why.text();
        record.accept(this);
    }

    /** @return why the file could not be checked; null if no call failed */
    Text failure() {
        return failure;
    }

    /** Notes that the result is being recorded, so that a failure of the record ends the run. */
    void recording() {
        isRecorded = true;
    }

    DocumentJob document() {
        return document;
    }

    Finding bytes() {
        return bytes;
    }

    How how() {
        return how;
    }

    public long getReplicaDocId() {
        return document.mapping().replicaDocId();
    }

    private boolean isOpen() {
        return !document.isAbsent() && document.replica() != null;
    }

    /**
     * @return whether to ask the master for the checksum of the file. A v3 master has already listed the checksum; a v2
     *     master lists no checksums.
     */
    public boolean isMasterToAsk() {
        return isOpen() && masterChecksum == null;
    }

    /** @param genuine whether paperless-ngx itself answered */
    void recordMasterAnswer(int status, boolean genuine, String checksum) {
        masterChecksum = status == 200 ? checksum : null;
        masterFileMissing = isMissing(status, genuine);
    }

    /** @return whether the master has no file for the document */
    boolean isMasterFileMissing() {
        return masterFileMissing;
    }

    /**
     * @return whether to ask the replica for its stored checksum, instead of reading the file. The expected checksum
     *     must be known in the kind that the replica stores (MD5 or SHA-256).
     */
    public boolean isToAsk() {
        return isOpen()
                && masterChecksum != null
                && !alwaysRead
                && !isAnswerIncomparable
                && expected(session().dialect() == Dialect.V2 ? MD5_LENGTH : SHA256_LENGTH) != null;
    }

    /** @return whether to read the file from the replica */
    public boolean isToRead() {
        return isOpen() && masterChecksum != null && !isToAsk();
    }

    /**
     * Returns the expected checksum in the kind that has this length; null if unknown. A v3 instance can store an MD5:
     * the file was missing when the instance was upgraded from 2.x.
     */
    private String expected(int length) {
        if (masterChecksum.length() == length) {
            return masterChecksum;
        }
        return checksums
                .find(masterChecksum)
                .map(both -> length == SHA256_LENGTH ? both.sha256() : both.md5())
                .orElse(null);
    }

    /** @param genuine whether paperless-ngx itself answered */
    void recordAnswer(int status, boolean genuine, String checksum) {
        if (status != 200 || checksum == null) {
            bytes = isMissing(status, genuine) ? Finding.MISSING : Finding.UNKNOWN;
            return;
        }
        String expected = expected(checksum.length());
        isAnswerIncomparable = expected == null;
        bytes = expected == null ? Finding.UNKNOWN : checksum.equalsIgnoreCase(expected) ? Finding.OK : Finding.DIFFERS;
    }

    void recordUnread(int status, boolean genuine) {
        how = How.DOWNLOAD;
        bytes = isMissing(status, genuine) ? Finding.MISSING : Finding.UNKNOWN;
    }

    /** Returns whether the file is missing although the document exists (paperless-api.md §4). */
    private static boolean isMissing(int status, boolean genuine) {
        return status == 404 && genuine;
    }

    void recordFile(Checksums.Both file) {
        how = How.DOWNLOAD;
        bytes = masterChecksum.equalsIgnoreCase(masterChecksum.length() == SHA256_LENGTH ? file.sha256() : file.md5())
                ? Finding.OK
                : Finding.DIFFERS;
    }
}
