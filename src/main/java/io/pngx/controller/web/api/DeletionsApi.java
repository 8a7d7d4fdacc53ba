package io.pngx.controller.web.api;

import io.pngx.controller.store.Database;
import io.pngx.controller.store.DeletionList;
import io.pngx.controller.store.DeletionMode;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.LogAction;
import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.Logs;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.Tombstone;
import io.pngx.controller.store.Tombstones;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.http.Answer;
import io.pngx.controller.web.http.ApiProblem;
import io.pngx.controller.web.http.Call;
import io.pngx.controller.web.http.DeletionFilter;
import io.pngx.controller.web.http.Fields;
import io.pngx.controller.web.http.RequestFields;
import io.pngx.controller.web.views.Overview;
import java.util.List;
import org.apache.camel.Exchange;

/** Lists deletions, and stores the user's decisions on held deletions. */
public final class DeletionsApi {
    private final Database db;
    private final Tombstones tombstones;
    private final Logs logs;
    private final Overview overview;
    private final KeyValues settings;

    public DeletionsApi(Tables tables, Overview overview) {
        this.db = tables.database();
        this.tombstones = tables.tombstones();
        this.logs = tables.logs();
        this.overview = overview;
        settings = tables.settings();
    }

    public record Decided(int decided) {}

    public Answer list(Exchange exchange) {
        Call call = Call.of(exchange);
        DeletionList.Filter filter = DeletionFilter.of(call, 100);
        return call.answer(200, Items.of(overview.deletions(filter), overview.count(filter)));
    }

    /**
     * Approves held deletions, and deletions that were rejected before: the next run asks the master once more, moves
     * the documents to the replica's trash, and deletes the lookups.
     */
    public Answer approve(Exchange exchange) {
        return decide(Call.of(exchange), true);
    }

    /**
     * Rejects held deletions, and open deletions on which no run has decided yet: the documents stay on the replica.
     */
    public Answer reject(Exchange exchange) {
        return decide(Call.of(exchange), false);
    }

    private Answer decide(Call call, boolean approve) {
        Fields fields = RequestFields.body(call, "ids");
        List<Long> ids = fields.ids("ids");
        fields.check();
        List<Tombstone> deletions = ids.stream()
                .map(id -> tombstones
                        .find(id)
                        .filter(tombstone -> approve
                                ? tombstone.state().isApprovable()
                                : tombstone.state().isRejectable())
                        .orElseThrow(() -> ApiProblem.conflict(Text.of(
                                approve
                                        ? "There is no held or rejected deletion with id {0}; nothing was decided."
                                        : "There is no open or held deletion with id {0}; nothing was decided.",
                                String.valueOf(id)))))
                .toList();
        if (approve && settings.get(Setting.DELETION_MODE) == DeletionMode.OFF) {
            throw ApiProblem.conflict(
                    Text.of("Deletions are switched off, so an approved deletion would not be carried out; switch "
                            + "deletions on in the settings first."));
        }
        call.requireConfirmation("ids");
        Text by = call.viewer().author();
        int decided = db.inTransaction(() -> {
            deletions.forEach(tombstone -> logs.add(
                    LogRow.Level.INFO,
                    null,
                    tombstone.replicaId(),
                    tombstone.ofDocument() ? tombstone.masterId() : null,
                    approve ? LogAction.APPROVED.word() : "kept",
                    Text.of(
                            approve
                                    ? "The deletion of {0} was approved {1}."
                                    : "The replica keeps {0}, as decided {1}.",
                            tombstone.name(),
                            by)));
            return tombstones.decide(ids, approve);
        });
        return call.answer(200, new Decided(decided)).orNote(decided(decided, approve));
    }

    private static Text decided(int deletions, boolean approved) {
        if (approved) {
            return Text.plural(
                    deletions,
                    "{0} deletion approved; the next run carries out the decision.",
                    "{0} deletions approved; the next run carries out the decision.",
                    deletions);
        }
        return Text.plural(
                deletions,
                "Kept: {0} copy or lookup stays on the replica.",
                "Kept: {0} copies and lookups stay on the replicas.",
                deletions);
    }
}
