package io.pngx.controller.engine.review;

import io.pngx.controller.engine.session.DocumentWork;
import io.pngx.controller.store.Checksums;
import io.pngx.controller.store.Verification.Finding;
import io.pngx.controller.store.Verification.How;

/** One copy while it is verified: what the master keeps of its bytes, and what the replica answers. */
public final class CopyCheck {
    private final DocumentWork document;
    private final boolean alwaysRead;
    private final Checksums checksums;
    private final boolean sameKind;
    private String wanted;
    private Finding bytes = Finding.UNKNOWN;
    private How how = How.CHECKSUM;

    /** @param sameKind do both ends keep the same kind of checksum? */
    CopyCheck(DocumentWork document, boolean alwaysRead, boolean sameKind, Checksums checksums) {
        this.document = document;
        this.alwaysRead = alwaysRead;
        this.sameKind = sameKind;
        this.checksums = checksums;
        this.wanted = document.isAbsent() ? null : document.master().newestChecksum();
        if (document.replica() == null) {
            bytes = Finding.MISSING;
        }
    }

    DocumentWork document() {
        return document;
    }

    Finding bytes() {
        return bytes;
    }

    How how() {
        return how;
    }

    public long getMasterId() {
        return document.masterId();
    }

    public long getReplicaDocId() {
        return document.mapping().replicaDocId();
    }

    private boolean isOpen() {
        return !document.isAbsent() && document.replica() != null;
    }

    /** Only a v3 master lists checksums. */
    public boolean isMasterToAsk() {
        return isOpen() && wanted == null;
    }

    void setMasterChecksum(String checksum) {
        wanted = checksum;
    }

    /** Is it enough to ask for the checksum that the replica has on record? It is in the master's kind, or these bytes were read once. */
    public boolean isToAsk() {
        return isOpen() && wanted != null && !alwaysRead && expected() != null;
    }

    /** Else the replica's file has to be read. */
    public boolean isToRead() {
        return isOpen() && wanted != null && !isToAsk();
    }

    /** In the replica's kind; null: not known. */
    private String expected() {
        if (sameKind) {
            return wanted;
        }
        return checksums
                .find(wanted)
                .map(both -> wanted.length() == 64 ? both.md5() : both.sha256())
                .orElse(null);
    }

    /** @param genuine it was paperless itself that answered */
    void recordAnswer(int status, boolean genuine, String checksum) {
        bytes = isMissing(status, genuine)
                ? Finding.MISSING
                : status != 200 || checksum == null
                        ? Finding.UNKNOWN
                        : checksum.equalsIgnoreCase(expected()) ? Finding.OK : Finding.DIFFERS;
    }

    void recordUnread(int status, boolean genuine) {
        how = How.DOWNLOAD;
        bytes = isMissing(status, genuine) ? Finding.MISSING : Finding.UNKNOWN;
    }

    /** The document is there, its file is not (paperless-api.md §4). */
    private static boolean isMissing(int status, boolean genuine) {
        return status == 404 && genuine;
    }

    void recordFile(Checksums.Both file) {
        how = How.DOWNLOAD;
        bytes = wanted.equalsIgnoreCase(wanted.length() == 64 ? file.sha256() : file.md5())
                ? Finding.OK
                : Finding.DIFFERS;
    }
}
