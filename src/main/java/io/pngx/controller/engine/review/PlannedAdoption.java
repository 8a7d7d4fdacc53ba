package io.pngx.controller.engine.review;

import io.pngx.controller.engine.documents.DocumentJob;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.store.Mapping;
import io.pngx.controller.store.PlanRow;
import io.pngx.controller.store.Work;
import java.util.List;

/** Job of a document whose adoption a dry run planned: compares the document as if its copy were adopted already. */
final class PlannedAdoption extends DocumentJob {
    private final long row;

    /** @param row the row of the plan about the adoption */
    PlannedAdoption(Session session, Work work, PlanRow row) {
        super(session, work, Mapping.adopted(work.replicaId(), work.masterId(), row.replicaObjectId()), List.of());
        this.row = row.id();
    }

    /** @return the id of the row of the plan about the adoption */
    long row() {
        return row;
    }
}
