package io.pngx.controller.store;

import io.pngx.controller.text.StoredText;
import io.pngx.controller.text.Text;

/** Records how far a run is, in table {@code sync_runs}: its phase, its current document, and its counts. */
public final class RunProgress {
    private final Database db;

    public RunProgress(Database db) {
        this.db = db;
    }

    /** Records the phase that a run begins now, and clears the current document. */
    public void phase(long id, String phase) {
        db.write()
                .sql("update sync_runs set phase = ?, current = null where id = ?")
                .params(phase, id)
                .update();
    }

    /** Records the document that a run handles now. */
    public void current(long id, Text what) {
        db.write()
                .sql("update sync_runs set current = ? where id = ?")
                .params(StoredText.json(what), id)
                .update();
    }

    /** Counts a lookup that was created or changed on the replica. */
    public void lookupWritten(long id) {
        db.write()
                .sql("update sync_runs set lookups = lookups + 1 where id = ?")
                .param(id)
                .update();
    }

    /** Counts bytes of uploaded files. */
    public void sent(long id, long bytes) {
        db.write()
                .sql("update sync_runs set bytes = bytes + ? where id = ?")
                .params(bytes, id)
                .update();
    }

    /** Counts a copy that was edited on the replica. */
    public void drifted(long id) {
        db.write()
                .sql("update sync_runs set drifted = drifted + 1 where id = ?")
                .param(id)
                .update();
    }

    /** Adds {@code documents}, which may be negative, to the number of documents that a run will handle. */
    public void addTotal(long id, long documents) {
        db.write()
                .sql("update sync_runs set total = total + ? where id = ?")
                .params(documents, id)
                .update();
    }

    /** Counts a document that a dry run or verification cannot compare now. */
    public void deferred(long id) {
        count(id, Run.Outcome.DEFERRED);
    }

    /** Counts documents that need no change in a dry run or verification. */
    public void unchanged(long id, long documents) {
        db.write()
                .sql("update sync_runs set unchanged = unchanged + ? where id = ?")
                .params(documents, id)
                .update();
    }

    /** Counts documents of a dry run that do not equal their copies, or have none. */
    public void planned(long id, long documents) {
        db.write()
                .sql("update sync_runs set planned = planned + ? where id = ?")
                .params(documents, id)
                .update();
    }

    /** Counts an outcome. Must be called in the transaction that records the outcome. */
    void count(long id, Run.Outcome outcome) {
        String column = outcome.column();
        db.write()
                .sql("update sync_runs set " + column + " = " + column + " + 1 where id = ?")
                .param(id)
                .update();
    }
}
