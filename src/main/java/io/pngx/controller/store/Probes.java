package io.pngx.controller.store;

import java.util.List;

/** Table {@code probes}: tags that were made on a replica to prove it, until they are gone again. */
public final class Probes {
    private final Database db;

    public Probes(Database db) {
        this.db = db;
    }

    /**
     * A tag that was made, or was about to be.
     *
     * @param name  that nobody else uses
     * @param tagId null: not known, the answer was lost
     */
    public record Probe(String name, long replicaId, String url, Long tagId) {}

    /** The intent: about to make it. */
    public void plan(String name, long replicaId, String url) {
        db.write()
                .sql("insert into probes(name, replica_id, url) values (?, ?, ?)")
                .params(name, replicaId, url)
                .update();
    }

    public void made(String name, long tagId) {
        db.write()
                .sql("update probes set tag_id = ? where name = ?")
                .params(tagId, name)
                .update();
    }

    public void gone(String name) {
        db.write().sql("delete from probes where name = ?").param(name).update();
    }

    /** What was left at this address. */
    public List<Probe> left(long replicaId, String url) {
        return db.read()
                .sql("select * from probes where replica_id = ? and url = ?")
                .params(replicaId, url)
                .query(Rows.of(Probe.class))
                .list();
    }
}
