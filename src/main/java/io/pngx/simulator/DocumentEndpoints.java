package io.pngx.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** {@code /api/documents/}: list, detail, PATCH, PUT, DELETE, next_asn. */
final class DocumentEndpoints {
    private final Instance instance;
    private final Permissions permissions;
    private final DocumentJson json;
    private final DocumentFilters filters;
    private final DocumentOrdering ordering;
    private final DocumentEdit edit;
    private final TrashCan trash;

    DocumentEndpoints(
            Instance instance, Permissions permissions, DocumentJson json, DocumentEdit edit, TrashCan trash) {
        this.instance = instance;
        this.permissions = permissions;
        this.json = json;
        this.filters = new DocumentFilters(instance);
        this.ordering = new DocumentOrdering(instance);
        this.edit = edit;
        this.trash = trash;
    }

    void routes(List<Route> routes) {
        routes.add(new Route("/api/documents/next_asn/").get(this::nextAsn));
        routes.add(new Route("/api/documents/").model("document").get(this::list));
        routes.add(new Route("/api/documents/([^/.]+)/")
                .model("document")
                .get(this::detail)
                .on("PUT", this::write)
                .on("PATCH", this::write)
                .on("DELETE", this::delete));
    }

    private Answer list(Call call) {
        Predicate<DocumentRow> wanted = filters.of(call.query());
        List<DocumentRow> rows = new ArrayList<>(instance.liveDocuments()
                .filter(row -> permissions.mayView(call.user, row))
                .filter(wanted)
                .toList());
        rows.sort(ordering.of(call.query("ordering")));
        List<Integer> all =
                Paging.withAll(call) ? rows.stream().map(row -> row.id).toList() : null;
        DocumentJson.View view = DocumentJson.View.list(call);
        return Answer.ok(Paging.page(call, rows, all, row -> json.write(row, call, view)));
    }

    /**
     * Returns the document if it is live and visible. For every other document, throws the same 404 as for a missing
     * document.
     */
    private DocumentRow find(Call call) {
        DocumentRow row = instance.live(call.id());
        if (row == null || !permissions.mayView(call.user, row)) {
            throw Refusal.noMatch("Document");
        }
        return row;
    }

    /** Returns one document. The filters of the list apply to it, too (paperless-api.md §2.2). */
    private Answer detail(Call call) {
        DocumentRow row = find(call);
        if (!filters.of(call.query()).test(row)) {
            throw Refusal.noMatch("Document");
        }
        return Answer.ok(json.write(row, call, DocumentJson.View.detail(call)));
    }

    private Answer write(Call call) {
        DocumentRow row = find(call);
        if (!permissions.mayChange(call.user, row)) {
            throw Refusal.noPermission();
        }
        edit.apply(row, call);
        ObjectNode written = json.write(row, call, DocumentJson.View.written(call));
        return Answer.ok(written);
    }

    private Answer delete(Call call) {
        DocumentRow row = find(call);
        if (!permissions.owns(call.user, row.owner)) {
            throw Refusal.noPermission();
        }
        trash.delete(row);
        return Answer.empty(204);
    }

    /**
     * Returns the next archive serial number. The trash is ignored, so a trashed document may already have the number
     * (paperless-api.md §11).
     */
    private Answer nextAsn(Call call) {
        long highest = instance.liveDocuments()
                .filter(row -> row.asn != null)
                .mapToLong(row -> row.asn)
                .max()
                .orElse(0);
        return Answer.ok(Json.node(highest + 1));
    }
}
