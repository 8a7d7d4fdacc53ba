package io.pngx.controller.store;

/** Table {@code commits}: the number of committed transactions, and a filler for the writes of probes. */
final class Commits {
    /** Free space that a probe requires, in bytes. */
    static final int PROBE_BYTES = 256 * 1024;

    private final Database db;

    Commits(Database db) {
        this.db = db;
    }

    long number() {
        return db.read().sql("select number from commits").query(Long.class).single();
    }

    /** Writes a row and reads it back. */
    void probe() {
        long written = db.inTransaction(() -> db.write()
                .sql("update commits set number = number + 1 returning number")
                .query(Long.class)
                .single());
        if (number() < written) {
            throw new Database.NotInPlace("A row that was written to the database can't be read back.");
        }
    }

    /** Checks for free space by adding pages to the database and removing these pages. */
    void probeSpace() {
        db.inTransaction(() -> {
            db.write()
                    .sql("update commits set filler = zeroblob(?)")
                    .param(PROBE_BYTES)
                    .update();
            clearFiller();
        });
    }

    /** Writes the row and changes no value. */
    void clearFiller() {
        db.write().sql("update commits set filler = null").update();
    }
}
