package io.pngx.controller.store;

/** Groups the classes of the database's tables. These classes have no state of their own. */
public record Tables(
        Database database,
        KeyValues settings,
        Replicas replicas,
        Runs runs,
        RunProgress progress,
        WorkQueue work,
        WorkPlanning workPlanning,
        RunWork runWork,
        SyncMap mappings,
        Comparisons comparisons,
        CopyInvalidation invalidation,
        IdentitySamples identitySamples,
        InstanceChanges instanceChanges,
        LookupMap lookups,
        NoteMap notes,
        Uploads uploads,
        OpenUploads openUploads,
        UploadedFiles uploadedFiles,
        UploadEnd uploadEnd,
        UploadHistory uploadHistory,
        Versions versions,
        ReplacedCopies replacedCopies,
        Duplicates duplicates,
        Checksums checksums,
        Tombstones tombstones,
        FinishedDeletions finishedDeletions,
        Unselected unselected,
        Adoptions adoptions,
        Plans plans,
        Probes probes,
        Verifications verifications,
        Drills drills,
        DrillScope drillScope,
        MaintenanceState maintenance,
        ConnectionOptionsTable connectionOptions,
        Switchovers switchovers,
        ReturnedDocuments returned,
        Logs logs) {

    public static Tables of(Database database) {
        Replicas replicas = new Replicas(database);
        WorkQueue work = new WorkQueue(database);
        SyncMap mappings = new SyncMap(database);
        Comparisons comparisons = new Comparisons(database, work);
        CopyInvalidation invalidation = new CopyInvalidation(database, work);
        Uploads uploads = new Uploads(database);
        Tombstones tombstones = new Tombstones(database);
        return new Tables(
                database,
                new KeyValues(database),
                replicas,
                new Runs(database),
                new RunProgress(database),
                work,
                new WorkPlanning(database, replicas),
                new RunWork(database),
                mappings,
                comparisons,
                invalidation,
                new IdentitySamples(database, mappings),
                new InstanceChanges(database, mappings, invalidation),
                new LookupMap(database),
                new NoteMap(database),
                uploads,
                new OpenUploads(database),
                new UploadedFiles(database),
                new UploadEnd(database, uploads, mappings, comparisons, work),
                new UploadHistory(database),
                new Versions(database),
                new ReplacedCopies(database),
                new Duplicates(database),
                new Checksums(database),
                tombstones,
                new FinishedDeletions(database, tombstones),
                new Unselected(database, work),
                new Adoptions(database, work, mappings),
                new Plans(database),
                new Probes(database),
                new Verifications(database),
                new Drills(database),
                new DrillScope(database),
                new MaintenanceState(database),
                new ConnectionOptionsTable(database),
                new Switchovers(database),
                new ReturnedDocuments(database),
                new Logs(database));
    }
}
