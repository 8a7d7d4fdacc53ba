package io.pngx.simulator;

import java.util.ArrayList;
import java.util.List;

/** Creates the parts of the server and collects their addresses. */
final class Wiring {
    private Wiring() {}

    static List<Route> routes(
            Instance instance, Permissions permissions, Authentication authentication, Worker worker) {
        TagTree tree = new TagTree(instance);
        FileNames names = new FileNames(instance);
        FieldValues values = new FieldValues(instance);
        TrashCan trash = new TrashCan(instance);
        Consumer consumer = new Consumer(instance, tree, permissions);
        DocumentJson json = new DocumentJson(instance, permissions, tree, names);
        DocumentEdit edit = new DocumentEdit(instance, permissions, tree, values);
        LookupEndpoints lookups = new LookupEndpoints(instance, permissions, tree, worker, consumer);

        List<Route> routes = new ArrayList<>();
        new ServerEndpoints(instance, permissions, authentication, worker).routes(routes);
        new UploadEndpoints(instance, permissions, values, worker, consumer).routes(routes);
        new BulkEdit(instance, permissions, tree, values, trash, worker, consumer, lookups).routes(routes);
        new DocumentEndpoints(instance, permissions, json, edit, trash).routes(routes);
        new FileEndpoints(instance, permissions, names).routes(routes);
        new VersionEndpoints(instance, permissions, json, trash).routes(routes);
        new NoteEndpoints(instance, permissions, json).routes(routes);
        new TrashEndpoints(instance, permissions, json, trash).routes(routes);
        new TaskEndpoints(instance, permissions, json).routes(routes);
        lookups.routes(routes);
        new CustomFieldEndpoints(instance, worker).routes(routes);
        new UserEndpoints(instance, permissions).routes(routes);
        return routes;
    }
}
