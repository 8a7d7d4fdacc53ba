package io.pngx.controller.store;

import java.util.List;
import java.util.Optional;

/**
 * Table {@code checksums}: MD5 and SHA-256 of bytes that were read once. A 2.x instance keeps the one kind, 3.x the other
 * (paperless-api.md §4), so that between them a file has to be read to be compared; but only once.
 */
public final class Checksums {
    private final Database db;

    public Checksums(Database db) {
        this.db = db;
    }

    /** Of the same bytes; a kind that is not known is null. */
    public record Both(String md5, String sha256) {}

    public void put(String md5, String sha256) {
        db.write()
                .sql("insert into checksums(sha256, md5) values (?, ?) on conflict do nothing")
                .params(sha256, md5)
                .update();
    }

    /** By either kind. Empty where it is not known, or where two files share an MD5. */
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
