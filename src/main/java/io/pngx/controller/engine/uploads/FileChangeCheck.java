package io.pngx.controller.engine.uploads;

import io.pngx.controller.engine.documents.DocumentJob;
import io.pngx.controller.engine.session.Etag;
import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.engine.session.Spooled;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.store.Duplicates;
import io.pngx.controller.store.Mapping;
import io.pngx.controller.store.Tombstones;
import io.pngx.controller.store.Versions;
import io.pngx.controller.sync.Seen;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Variable;

/** Decides whether the master's file differs from the copy's, and whether the replica can hold the new file. */
public final class FileChangeCheck {
    private final FileUpdates files;
    private final Versions versions;
    private final Tombstones tombstones;
    private final Duplicates duplicates;
    private final Journal journal;

    public FileChangeCheck(
            FileUpdates files, Versions versions, Tombstones tombstones, Duplicates duplicates, Journal journal) {
        this.files = files;
        this.versions = versions;
        this.tombstones = tombstones;
        this.duplicates = duplicates;
        this.journal = journal;
    }

    /** Compares the lists of versions; a v2 master lists none. */
    public void compare(@Body DocumentJob document) {
        document.setFileChanged(differs(document));
    }

    boolean differs(DocumentJob document) {
        return !document.isAbsent() && files.differ(document);
    }

    /**
     * @return whether only the master's answer tells: a v2 master lists no checksums. An unchanged document needs no
     *     call, since a new file changes {@code modified} (paperless-api.md §3).
     */
    public boolean mustAskMaster(@Body DocumentJob document) {
        return !document.isAbsent() && document.master().versions().isEmpty() && !isAsCompared(document);
    }

    /** A copy without a fingerprint may have been excluded by a rule, and was not compared. */
    private boolean isAsCompared(DocumentJob document) {
        Mapping mapping = document.mapping();
        return mapping.fingerprint() != null
                && document.pair().digest().equals(mapping.seen())
                && document.currentFile().md5() != null;
    }

    /** Value of {@code If-None-Match}. The checksum of a v2 is an MD5. An unknown checksum matches nothing. */
    public String knownEtag(@Body DocumentJob document) {
        String md5 = document.currentFile().md5();
        return "\"" + (md5 == null ? "unknown" : md5) + "\"";
    }

    /**
     * Records whether the master has another file than the copy.
     *
     * @param etag the checksum that the master has on record (paperless-api.md §4)
     */
    public void recordAnswer(
            @Body DocumentJob document,
            @Variable(ExchangeNames.STATUS) int status,
            @Variable(ExchangeNames.ANSWER_HEADER + "ETag") String etag) {
        if (status == 404) {
            journal.warn(
                    document.session(),
                    document.masterId(),
                    "file",
                    "The master has no file for this document (404); run the sanity checker of the master. "
                            + "The replica keeps its file.");
        }
        String checksum = Etag.checksum(etag).orElse(null);
        if (status == 200 && checksum != null && !document.currentFile().hasBytes(checksum)) {
            document.setFileChanged(true);
        }
    }

    /** @return whether the copy already has the bytes that were fetched */
    public boolean hasSameBytes(@ExchangeProperty("mapping") Mapping mapping, @ExchangeProperty("file") Spooled file) {
        return versions.current(mapping).hasBytes(file.md5(), file.sha256());
    }

    /**
     * Stops the step where a v2 replica cannot hold the same bytes twice (paperless-api.md §5), before the file is
     * fetched and sent.
     *
     * @throws DuplicateBytesException where the copy of another document has these bytes
     */
    public void refuseDuplicate(
            @ExchangeProperty("document") Document document,
            @ExchangeProperty("file") Spooled file,
            @ExchangeProperty("session") Session session) {
        String sha256 = file != null
                ? file.sha256()
                : document.newestFile() == null ? null : document.newestFile().checksum();
        if (sha256 == null || session.dialect().acceptsDuplicates()) {
            return;
        }
        holder(session, document.id(), sha256).ifPresent(holder -> {
            duplicates.put(new Duplicates.Duplicate(
                    session.replicaId(), document.id(), holder, sha256, Seen.digest(document)));
            throw new DuplicateBytesException(duplicateMessage(holder));
        });
    }

    /**
     * Finds the other document of the master whose copy has these bytes. Ignores a document that left the master, and
     * one whose copy you kept: the replica maps such a copy to the new document.
     */
    public Optional<Long> holder(Session session, long masterId, String sha256) {
        return versions.holder(session.replicaId(), sha256, masterId)
                .filter(holder -> !tombstones.isMissing(session.replicaId(), holder)
                        && !tombstones.isKept(session.replicaId(), holder));
    }

    public static String duplicateMessage(long holder) {
        return "Its file is the same as that of document " + holder
                + " of the master, and paperless-ngx 2 can't hold the same bytes twice; "
                + "delete one of the two on the master, or upgrade the replica.";
    }

    /**
     * @param free foreign documents of the replica that have the new bytes, and whose adoption you have not confirmed
     * @throws DuplicateBytesException always
     */
    public void refuseForeign(@Body List<Long> free) {
        throw new DuplicateBytesException("The foreign document " + free.get(0)
                + " of the replica already has the master's new file, and "
                + "paperless-ngx 2 can't hold the same bytes twice; delete it there, or confirm its adoption.");
    }

    /** Another document has the same bytes. The document waits; the replica is not at fault. */
    public static final class DuplicateBytesException extends RuntimeException {
        DuplicateBytesException(String message) {
            super(message);
        }
    }
}
