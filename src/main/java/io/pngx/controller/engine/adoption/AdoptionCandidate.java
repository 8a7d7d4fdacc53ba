package io.pngx.controller.engine.adoption;

import io.pngx.controller.paperless.Dialect;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.store.Checksums;
import java.util.List;

/** A document of the master that the replica may hold already, and what is known of its bytes. */
public final class AdoptionCandidate {
    private final Document document;
    private final Dialect replica;
    private final boolean mayRead;
    private String md5;
    private String sha256;
    private boolean asked;
    private List<Long> free = List.of();

    /** @param mayRead may its file be read from the master, where the two ends keep different kinds of checksums? */
    AdoptionCandidate(Document document, Dialect replica, boolean mayRead) {
        this.document = document;
        this.replica = replica;
        this.mayRead = mayRead;
        this.sha256 = document.newestChecksum();
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

    /** Id of the master's only version, on a v2 the document itself; null: it has several. */
    Long onlyVersion() {
        return document.versions().size() > 1
                ? null
                : document.versions().isEmpty()
                        ? Long.valueOf(document.id())
                        : Long.valueOf(document.newestFile().id());
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

    /** What the master says of its bytes, in either kind. */
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

    /** The master's list shows no checksum: it has to be asked for. */
    public boolean isUnknown() {
        return !asked && md5 == null && sha256 == null;
    }

    /** The checksum in the replica's kind; null: not known. */
    public String getChecksum() {
        return replica == Dialect.V2 ? md5 : sha256;
    }

    public boolean isToRead() {
        return mayRead && getChecksum() == null && (md5 != null || sha256 != null);
    }

    /** A v2 replica lists no checksums, so it is asked for each. */
    public boolean isToAsk() {
        return replica == Dialect.V2 && md5 != null;
    }

    void free(List<Long> documents) {
        free = documents;
    }

    List<Long> free() {
        return free;
    }
}
