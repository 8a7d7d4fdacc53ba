package io.pngx.controller.web.views;

import io.pngx.controller.store.Drill;
import io.pngx.controller.store.Drills;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.Tables;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.views.InboxEntry.Action;
import io.pngx.controller.web.views.InboxEntry.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Lists the replicas whose last drill failed, or that never had a drill, as entries of the inbox. */
final class DrillEntries {
    /**
     * With monthly drills, a replica of this age gets an entry if it never had a drill. Normally, the first drill
     * starts within a day.
     */
    private static final Duration FIRST_DRILL = Duration.ofDays(2);

    private final KeyValues settings;
    private final Drills drills;
    private final Replicas replicas;

    DrillEntries(Tables tables) {
        settings = tables.settings();
        drills = tables.drills();
        replicas = tables.replicas();
    }

    List<InboxEntry> of(List<ReplicaState> states) {
        List<InboxEntry> entries = new ArrayList<>();
        Map<Long, Drill.Last> last = drills.last();
        Set<Long> open = drills.replicasWithOpenDrill();
        Map<Long, Instant> created = replicas.createdAt();
        String at = settings.get(Setting.DRILL_AT).map(Object::toString).orElse(null);
        boolean allPaused = settings.paused();
        Instant late = Instant.now().minus(FIRST_DRILL);
        for (ReplicaState each : states) {
            Replica replica = each.replica();
            boolean off = !replica.enabled() || replica.paused() || allPaused;
            Drill.Last drill = last.get(replica.id());
            if (open.contains(replica.id()) || replica.watermark() == null) {
                continue;
            }
            if (drill != null && !drill.passed()) {
                entries.add(failed(replica, drill, off ? null : at));
            } else if (drill == null
                    && !off
                    && (at == null || created.get(replica.id()).isBefore(late))) {
                entries.add(never(replica, at));
            }
        }
        return entries;
    }

    /** @param at time of day at which the next drill starts; null: no drill starts by itself */
    private static InboxEntry failed(Replica replica, Drill.Last drill, String at) {
        return InboxEntry.of(
                Kind.DRILL_FAILED,
                replica,
                1,
                next(Text.of("The last drill of \"{0}\" failed", replica.name()), at),
                drill.summary(),
                "/drills/" + drill.id(),
                start(replica));
    }

    /** @param at time of day at which the next drill starts; null: no drill starts by itself */
    private static InboxEntry never(Replica replica, String at) {
        return InboxEntry.of(
                        Kind.NO_DRILL,
                        replica,
                        1,
                        next(Text.of("No drill has shown yet that \"{0}\" could be used", replica.name()), at),
                        null,
                        InboxEntry.page(replica) + "#drills",
                        start(replica))
                .orTogether(
                        count -> next(Text.of("No drill has shown yet that {0} replicas could be used", count), at));
    }

    private static Text next(Text drilled, String at) {
        return at == null
                ? Text.of("{0}; no drill starts by itself.", drilled)
                : Text.of("{0}; the next drill starts after {1}.", drilled, at);
    }

    private static Action start(Replica replica) {
        return Action.post("/api/replicas/" + replica.id() + "/drill", Map.of(), Text.of("Drill"), null);
    }
}
