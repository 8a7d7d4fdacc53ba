package io.pngx.controller.store;

import java.util.List;
import java.util.Optional;

/**
 * Table {@code checksums}: MD5 and SHA-256 of the same bytes. A 2.x instance stores the MD5, a 3.x instance the SHA-256
 * (paperless-api.md §4). Only a download shows whether an MD5 and a SHA-256 belong to the same file. Thanks to this
 * table, the controller downloads each file only once.
 */
public final class Checksums {
    private final Database db;

    public Checksums(Database db) {
        this.db = db;
    }

    /** Both checksums of the same bytes; null: not known. */
    public record Both(String md5, String sha256) {}

    public void put(String md5, String sha256) {
        db.write()
                .sql("insert into checksums(sha256, md5) values (?, ?) on conflict do nothing")
                .params(sha256, md5)
                .update();
    }

    /**
     * Finds MD5 and SHA-256 by one of the checksums. Returns empty if the checksum is not known, or if two files have
     * the same MD5.
     */
    public Optional<Both> find(String checksum) {
        List<Both> found = db.read()
                .sql("select md5, sha256 from checksums where " + (checksum.length() == 64 ? "sha256" : "md5")
                        + " = ? limit 2")
                .param(checksum)
                .query(Rows.of(Both.class))
                .list();
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }
}
