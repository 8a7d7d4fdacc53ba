package io.pngx.controller.engine.review;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pngx.controller.engine.lookups.LookupJob;
import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.paperless.Json;
import io.pngx.controller.paperless.Kind;
import io.pngx.controller.paperless.Lookup;
import io.pngx.controller.store.LookupMap;
import io.pngx.controller.store.PlanRow.Action;
import io.pngx.controller.store.Plans;
import io.pngx.controller.store.Tables;
import io.pngx.controller.sync.LookupChanges;
import io.pngx.controller.sync.Readable;
import io.pngx.controller.text.Text;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;

/** Adds rows to a dry run for the lookups that a run would create, change or map. */
public final class DryLookups {
    /** First id for lookups that would be created; no paperless-ngx has ids this high. */
    private static final long FIRST_PLANNED_ID = 1L << 53;

    private final Plans plans;
    private final LookupMap lookups;

    public DryLookups(Tables tables) {
        this.plans = tables.plans();
        this.lookups = tables.lookups();
    }

    /**
     * Adds a row for a lookup that would be created or changed. Afterwards, the lookup counts as present, so that
     * documents can refer to the lookup.
     */
    public void recordLookup(@Body LookupJob job) throws JsonProcessingException {
        Session session = job.session();
        LookupChanges.Change change = job.change();
        var replica = session.translation().replica();
        Lookup there = replica.get(change.kind(), change.replicaId());
        boolean left = change.isOfMissing(session.translation());
        plans.add(
                session.runId(),
                change.kind().path(),
                change.creates() ? Action.CREATE : Action.CHANGE,
                left ? null : change.master().id(),
                change.replicaId(),
                change.master().name(),
                change.creates()
                        ? Plans.NO_CHANGES
                        : Readable.changes(change.differences(there), there, replica)
                                .toString(),
                change.creates()
                        ? Text.of("The replica does not have the lookup.")
                        : left
                                ? Text.of(
                                        "The lookup was deleted on the master, where another lookup has the same name.")
                                : Text.of("The lookup differs from the master's."));
        ObjectNode json = there == null ? Json.MAPPER.createObjectNode() : Json.MAPPER.valueToTree(there);
        json.setAll(change.body());
        if (change.creates()) {
            json.put("id", FIRST_PLANNED_ID + change.master().id());
        }
        Lookup made = Json.MAPPER.treeToValue(json, Lookup.class);
        replica.put(change.kind(), made);
        if (change.creates() || change.isRetyping()) {
            session.targets().planned(change.kind(), change.master().id());
        }
        if (change.creates()) {
            session.translation().ids().get(change.kind()).put(change.master().id(), made.id());
        }
    }

    /** Adds rows for lookups of the replica that would be mapped. */
    public void recordRemapped(@Body String path, @ExchangeProperty(ExchangeNames.SESSION) Session session) {
        Kind kind = Kind.ofPath(path);
        Map<Long, Long> stored = session.stored(lookups, path);
        session.translation().ids().get(kind).forEach((masterId, replicaId) -> {
            if (replicaId < FIRST_PLANNED_ID && !replicaId.equals(stored.get(masterId))) {
                plans.add(
                        session.runId(),
                        path,
                        Action.REMAP,
                        masterId,
                        replicaId,
                        session.translation().master().get(kind, masterId).name(),
                        Text.of("The replica has a lookup of this name, which the copies will use."));
            }
        });
    }
}
