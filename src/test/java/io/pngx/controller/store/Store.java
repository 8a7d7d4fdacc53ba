package io.pngx.controller.store;

import java.nio.file.Path;
import java.time.Instant;

/** The tables of a new database file with one replica. */
final class Store implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678901Z");

    final Database db;
    final Replicas replicas;
    final Runs runs;
    final WorkQueue work;
    final WorkPlanning workPlanning;
    final RunWork runWork;
    final SyncMap mappings;
    final Comparisons comparisons;
    final CopyInvalidation invalidation;
    final InstanceChanges instanceChanges;
    final Uploads uploads;
    final OpenUploads openUploads;
    final UploadedFiles uploadedFiles;
    final UploadEnd uploadEnd;
    final LookupMap lookups;
    final Logs logs;
    final KeyValues settings;
    final long replica;

    Store(Path folder) {
        db = NewDatabase.open(folder.resolve("db.sqlite3"));
        replicas = new Replicas(db);
        runs = new Runs(db);
        work = new WorkQueue(db);
        workPlanning = new WorkPlanning(db, replicas);
        runWork = new RunWork(db);
        mappings = new SyncMap(db);
        comparisons = new Comparisons(db, work);
        invalidation = new CopyInvalidation(db, work);
        instanceChanges = new InstanceChanges(db, mappings, invalidation);
        uploads = new Uploads(db);
        openUploads = new OpenUploads(db);
        uploadedFiles = new UploadedFiles(db);
        uploadEnd = new UploadEnd(db, uploads, mappings, comparisons, work);
        lookups = new LookupMap(db);
        logs = new Logs(db);
        settings = new KeyValues(db);
        replica = replicas.add("attic", "http://attic:8000", "encrypted", true, null, 2);
    }

    /** Returns a started run. */
    Run run() {
        Run run = runs.queue(replica, Run.Mode.INCREMENTAL).orElseThrow();
        runs.started(run.id());
        return runs.find(run.id()).orElseThrow();
    }

    Run now(Run run) {
        return runs.find(run.id()).orElseThrow();
    }

    static WorkPlanning.Planned planned(long masterId, Work.Reason reason) {
        return new WorkPlanning.Planned(masterId, reason, null);
    }

    long plan(Run run, WorkPlanning.Planned... rows) {
        return workPlanning.plan(replica, run.id(), java.util.List.of(rows), id -> true, NOW, Instant.now());
    }

    /** Creates the intent of an upload. The word {@code bytes} identifies the bytes of the file. */
    Upload intent(long masterId, String bytes) {
        return uploads.plan(
                replica,
                masterId,
                "scan.pdf",
                7,
                "md5 of " + bytes,
                "sha256 of " + bytes,
                null,
                new Upload.Order(Upload.Kind.DOCUMENT, null, null, null, null),
                false);
    }

    /** Creates an upload that the replica has consumed. */
    Upload consumed(long masterId, String bytes, long replicaDocId) {
        Upload upload = intent(masterId, bytes);
        uploads.posted(upload.id(), "task of " + masterId, true, null);
        uploads.consumed(upload.id(), replicaDocId, false);
        return uploads.find(upload.id()).orElseThrow();
    }

    /** Maps a document to an equal copy. */
    void mapped(Run run, long masterId, long replicaDocId) {
        uploadEnd.settled(
                consumed(masterId, "document " + masterId, replicaDocId),
                new Comparison("fingerprint", "seen", false, false, null, null),
                run.id(),
                false);
    }

    long count(String table) {
        return db.read().sql("select count(*) from " + table).query(Long.class).single();
    }

    @Override
    public void close() {
        db.close();
    }
}
