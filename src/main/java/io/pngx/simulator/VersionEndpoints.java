package io.pngx.simulator;

import java.util.List;
import java.util.Objects;

/** Versions of files, v3 only: label, delete, and the root of any id (paperless-api.md §4). */
final class VersionEndpoints {
    private final Instance instance;
    private final Permissions permissions;
    private final DocumentJson json;
    private final TrashCan trash;

    VersionEndpoints(Instance instance, Permissions permissions, DocumentJson json, TrashCan trash) {
        this.instance = instance;
        this.permissions = permissions;
        this.json = json;
        this.trash = trash;
    }

    void routes(List<Route> routes) {
        routes.add(new Route("/api/documents/([^/.]+)/root/").v3().get(this::root));
        routes.add(new Route("/api/documents/([^/.]+)/versions/([^/.]+)/")
                .v3()
                .on("PATCH", this::label)
                .on("DELETE", this::delete));
    }

    private Answer root(Call call) {
        DocumentRow row = instance.documents.get(call.id());
        if (row == null) {
            throw Refusal.notFound();
        }
        if (!permissions.mayView(call.user, row)) {
            throw Refusal.insufficient();
        }
        return Answer.ok(Json.object("root_id", instance.rootOf(row).id));
    }

    private DocumentRow version(Call call) {
        DocumentRow root = instance.live(call.id());
        DocumentRow version = instance.documents.get(call.id(2));
        boolean belongs = root != null
                && version != null
                && version.isLive()
                && (version == root || Objects.equals(version.root, root.id));
        if (!belongs) {
            throw Refusal.notFound();
        }
        if (!permissions.mayChange(call.user, root)) {
            throw Refusal.insufficient();
        }
        return version;
    }

    private Answer label(Call call) {
        DocumentRow version = version(call);
        Validation input = new Validation(call.object());
        String label = input.get("version_label").isNull() ? null : input.text("version_label", 64, true);
        input.done();
        version.versionLabel = label;
        instance.bump(version);
        instance.bump(instance.rootOf(version));
        return Answer.ok(json.version(version));
    }

    private Answer delete(Call call) {
        DocumentRow version = version(call);
        if (version.isRoot()) {
            throw Refusal.text(400, "Cannot delete the root/original version. Delete the document instead.");
        }
        DocumentRow root = instance.rootOf(version);
        trash.deleteVersion(version);
        instance.bump(root);
        return Answer.ok(Json.object("result", "OK", "current_version_id", instance.effective(root).id));
    }
}
