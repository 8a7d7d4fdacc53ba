package io.pngx.controller.engine.uploads;

import io.pngx.controller.engine.session.DocumentWork;
import io.pngx.controller.engine.session.Etag;
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
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;

/** Is the master's file still the one that the replica holds, and can the replica hold it at all? */
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

    /** Says the master's document by itself that its file is another one? A v2's does not. */
    public boolean differs(
            @ExchangeProperty("work") DocumentWork document, @ExchangeProperty("session") Session session) {
        return document.master() != null
                && files.differ(document.master(), document.mapping(), document.replica(), session);
    }

    /** A v2 master has to be asked, unless its document is as it was compared last: what changes a file dates its document (paperless-api.md §3). */
    public boolean mustAskMaster(@ExchangeProperty("work") DocumentWork document) {
        Document master = document.master();
        return master != null && master.versions().isEmpty() && !isAsCompared(master, document.mapping());
    }

    /** Without a fingerprint it may have been left out, and was not compared. */
    private boolean isAsCompared(Document master, Mapping mapping) {
        return mapping.fingerprint() != null
                && Seen.digest(master).equals(mapping.seen())
                && versions.current(mapping).md5() != null;
    }

    /** For {@code If-None-Match}: a v2's checksum is an MD5. What is not known never matches. */
    public String knownEtag(@ExchangeProperty("work") DocumentWork document) {
        String md5 = versions.current(document.mapping()).md5();
        return "\"" + (md5 == null ? "unknown" : md5) + "\"";
    }

    /** @param etag the checksum that the master has on record (paperless-api.md §4) */
    public boolean isChanged(
            @Header(Exchange.HTTP_RESPONSE_CODE) int status,
            @Header("ETag") String etag,
            @ExchangeProperty("otherFile") boolean differs,
            @ExchangeProperty("work") DocumentWork document,
            @ExchangeProperty("session") Session session) {
        if (status == 404) {
            journal.warn(
                    session,
                    document.masterId(),
                    "file",
                    "The master has no file for this document (404); run its sanity checker. "
                            + "The replica keeps the file that it has.");
        }
        String checksum = Etag.checksum(etag).orElse(null);
        return differs
                || status == 200
                        && checksum != null
                        && !versions.current(document.mapping()).hasBytes(checksum);
    }

    /** Did the bytes turn out to be those that the copy shows? */
    public boolean hasSameBytes(@ExchangeProperty("mapping") Mapping mapping, @ExchangeProperty("file") Spooled file) {
        return versions.current(mapping).hasBytes(file.md5(), file.sha256());
    }

    /**
     * A v2 replica can't hold the same bytes twice (paperless-api.md §5): said before they are fetched and sent in vain.
     *
     * @throws DuplicateBytesException where another document's copy holds them
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

    /** The other document of the master whose copy holds these bytes; none where that left the master, or a person kept the copy: it comes to stand for this one. */
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
     * @param free documents of the replica that hold the new bytes and are not ours: nobody said that they may be taken
     * @throws DuplicateBytesException always
     */
    public void refuseForeign(@Body List<Long> free) {
        throw new DuplicateBytesException("Document " + free.get(0)
                + " of the replica, which is not ours, has the master's new file already, and "
                + "paperless-ngx 2 can't hold the same bytes twice; delete it there, or confirm its adoption.");
    }

    /** This document waits; it is no fault of the replica. */
    public static final class DuplicateBytesException extends RuntimeException {
        DuplicateBytesException(String message) {
            super(message);
        }
    }
}
