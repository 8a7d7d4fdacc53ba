package io.pngx.controller.engine.documents;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.store.Drift;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.RunProgress;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.Verifications;
import io.pngx.controller.sync.NotePlan;
import io.pngx.controller.sync.Readable;
import io.pngx.controller.text.Text;
import java.util.ArrayList;
import java.util.List;

/** Finds copies that were edited on the replica. The setting {@code drift} decides whether the edits stay. */
final class ReplicaEdits {
    private final RunProgress progress;
    private final Verifications verifications;
    private final KeyValues settings;
    private final Notes notes;
    private final Journal journal;

    ReplicaEdits(Tables tables, Notes notes, Journal journal) {
        this.progress = tables.progress();
        this.verifications = tables.verifications();
        this.settings = tables.settings();
        this.notes = notes;
        this.journal = journal;
    }

    /**
     * Counts and logs an edit of the copy. An edit that stays is stored like a difference that a verification found, so
     * that the copy no longer counts as equal.
     *
     * @param patch the values that the copy lacks
     * @return whether the copy was edited, and stays as it is
     */
    boolean stay(DocumentJob document, ObjectNode patch) {
        List<String> keys = editedKeys(document.pair(), patch);
        if (keys.isEmpty()) {
            if (patch.isEmpty()) {
                verifications.equalAgain(document.session().replicaId(), List.of(document.masterId()));
            }
            return false;
        }
        boolean stay = settings.get(Setting.DRIFT) == Drift.REPORT;
        Session session = document.session();
        progress.drifted(session.runId());
        journal.warn(
                session,
                document.masterId(),
                "drift",
                Text.of(
                        stay
                                ? "Document {0} was edited on the replica ({1}); the copy is left as it is, because"
                                        + " drift is set to report."
                                : "Document {0} was edited on the replica ({1}); the copy gets the master's values"
                                        + " again.",
                        String.valueOf(document.mapping().replicaDocId()),
                        Readable.fields(keys)));
        if (stay) {
            verifications.differs(
                    session.replicaId(),
                    document.masterId(),
                    document.master().title(),
                    String.join(",", keys),
                    Text.of(
                            "Document {0} of the replica differs from the master's ({1}).",
                            String.valueOf(document.mapping().replicaDocId()), Readable.fields(keys)),
                    session.runId());
        }
        return stay;
    }

    private List<String> editedKeys(DocumentPair pair, ObjectNode patch) {
        List<NotePlan.Step> calls = pair.wasEqual() ? notes.plannedCalls(pair) : List.of();
        List<String> keys = new ArrayList<>();
        if (pair.isDrifted(patch, calls)) {
            patch.fieldNames().forEachRemaining(keys::add);
            if (!calls.isEmpty()) {
                keys.add("notes");
            }
        }
        return keys;
    }
}
