package io.pngx.controller.store;

import java.util.List;

/** Table {@code probes}: probe tags that may still be on a replica. */
public final class Probes {
    private final Database db;

    public Probes(Database db) {
        this.db = db;
    }

    /**
     * A tag that was created, or that is about to be created.
     *
     * @param name unique name of the tag
     * @param tagId null: not known, because the response was lost
     */
    public record Probe(String name, long replicaId, String url, Long tagId) {}

    /** Records the intent to create a tag. The intent must be committed before the controller creates the tag. */
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

    /** Returns the tags that must still be deleted from this replica, at this address. */
    public List<Probe> left(long replicaId, String url) {
        return db.read()
                .sql("select * from probes where replica_id = ? and url = ?")
                .params(replicaId, url)
                .query(Rows.of(Probe.class))
                .list();
    }

    /** Returns all tags that must still be deleted, on every replica. */
    public List<Probe> all() {
        return db.read().sql("select * from probes").query(Rows.of(Probe.class)).list();
    }
}
