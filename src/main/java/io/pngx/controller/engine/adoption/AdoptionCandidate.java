package io.pngx.controller.engine.adoption;

import io.pngx.controller.engine.session.Job;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.paperless.Dialect;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.store.Checksums;
import java.util.List;

/**
 * Job about one document of the master that the replica may already have. Holds the known checksums of the document.
 */
public final class AdoptionCandidate implements Job {
    private final AdoptionCandidates search;
    private final Document document;
    private String md5;
    private String sha256;
    private boolean asked;
    private List<Long> free = List.of();

    AdoptionCandidate(AdoptionCandidates search, Document document) {
        this.search = search;
        this.document = document;
        this.sha256 = document.newestChecksum();
    }

    @Override
    public Session session() {
        return search.session();
    }

    AdoptionCandidates search() {
        return search;
    }

    public long getId() {
        return document.id();
    }

    String fileName() {
        return document.originalFileName();
    }

    String title() {
        return document.title();
    }

    /**
     * @return the id of the only version of the master's document (on v2, the id of the document); null if there are
     *     several versions
     */
    Long onlyVersion() {
        return document.onlyFileId();
    }

    String md5() {
        return md5;
    }

    String sha256() {
        return sha256;
    }

    void setChecksums(Checksums.Both both) {
        md5 = both.md5();
        sha256 = both.sha256();
    }

    /** Sets the master's checksum, an MD5 or a SHA-256. */
    void setChecksums(String checksum) {
        if (checksum.length() == 64) {
            sha256 = checksum;
        } else {
            md5 = checksum;
        }
    }

    void markAsked() {
        asked = true;
    }

    /** @return whether no checksum is known, and the master was not asked for the checksum yet */
    public boolean isUnknown() {
        return !asked && md5 == null && sha256 == null;
    }

    /** @return the checksum of the kind that the replica stores; null if unknown */
    public String getChecksum() {
        return isReplicaOfV2() ? md5 : sha256;
    }

    private boolean isReplicaOfV2() {
        return session().dialect() == Dialect.V2;
    }

    /** @return whether a dry run must read the file to compute the kind of checksum that the replica stores */
    public boolean isToRead() {
        return search.isReadOnly() && getChecksum() == null && (md5 != null || sha256 != null);
    }

    /** @return whether to search the replica for the MD5: a v2 replica lists no checksums */
    public boolean isToAsk() {
        return isReplicaOfV2() && md5 != null;
    }

    void free(List<Long> documents) {
        free = documents;
    }

    List<Long> free() {
        return free;
    }
}
