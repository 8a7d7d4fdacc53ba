package io.pngx.controller.store;

/** Groups the classes of the database's tables. These classes have no state of their own. */
public record Tables(
        Database database,
        KeyValues settings,
        Replicas replicas,
        Runs runs,
        WorkQueue work,
        SyncMap mappings,
        LookupMap lookups,
        NoteMap notes,
        Uploads uploads,
        UploadHistory uploadHistory,
        Versions versions,
        Replaced replaced,
        Duplicates duplicates,
        Checksums checksums,
        Tombstones tombstones,
        Unselected unselected,
        Adoptions adoptions,
        Plans plans,
        Probes probes,
        Verifications verifications,
        Drills drills,
        MaintenanceState maintenance,
        ConnectionOptionsTable connectionOptions,
        Switchovers switchovers,
        ReturnedDocuments returned,
        Logs logs) {

    public static Tables of(Database database) {
        Replicas replicas = new Replicas(database);
        Runs runs = new Runs(database);
        WorkQueue work = new WorkQueue(database, replicas, runs);
        SyncMap mappings = new SyncMap(database, work);
        return new Tables(
                database,
                new KeyValues(database),
                replicas,
                runs,
                work,
                mappings,
                new LookupMap(database),
                new NoteMap(database),
                new Uploads(database, mappings, work),
                new UploadHistory(database),
                new Versions(database),
                new Replaced(database),
                new Duplicates(database),
                new Checksums(database),
                new Tombstones(database),
                new Unselected(database, work),
                new Adoptions(database, work, mappings),
                new Plans(database),
                new Probes(database),
                new Verifications(database, runs),
                new Drills(database),
                new MaintenanceState(database),
                new ConnectionOptionsTable(database),
                new Switchovers(database),
                new ReturnedDocuments(database),
                new Logs(database));
    }
}
