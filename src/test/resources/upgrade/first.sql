-- A database as the first version (migration 1) left it, with rows in every table. It is kept as it is: later versions have to read it.
BEGIN TRANSACTION;
CREATE TABLE "flyway_schema_history" (
    "installed_rank" INT NOT NULL PRIMARY KEY,
    "version" VARCHAR(50),
    "description" VARCHAR(200) NOT NULL,
    "type" VARCHAR(20) NOT NULL,
    "script" VARCHAR(1000) NOT NULL,
    "checksum" INT,
    "installed_by" VARCHAR(100) NOT NULL,
    "installed_on" TEXT NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f','now')),
    "execution_time" INT NOT NULL,
    "success" BOOLEAN NOT NULL
);
INSERT INTO "flyway_schema_history" VALUES(1,'1','base','SQL','V1__base.sql',737984821,'','2026-01-02 03:04:05.678',1,1);
CREATE TABLE logs (
  id         integer primary key autoincrement,
  ts         text not null,
  level      text not null,                            -- INFO, WARN, ERROR
  run_id     integer,
  replica_id integer,
  master_id  integer,
  action     text not null,
  message    text not null
);
INSERT INTO "logs" VALUES(1,'2026-01-02T03:04:05.678901Z','INFO',1,1,11,'uploaded','It was uploaded.');
CREATE TABLE lookup_map (
  replica_id        integer not null references replicas(id) on delete cascade,
  kind              text not null,
  master_id         integer not null,
  replica_lookup_id integer not null,
  created_by_us     integer not null,
  primary key (replica_id, kind, master_id)
) without rowid;
INSERT INTO "lookup_map" VALUES(1,'tags',5,6,1);
CREATE TABLE replicas (
  id                integer primary key autoincrement,
  name              text not null unique,
  url               text not null,
  token             text not null,                     -- Fernet
  enabled           integer not null default 1,
  paused            integer not null default 0,
  interval_seconds  integer,                           -- null: the global interval
  uploads_in_flight integer not null default 2,
  state             text not null default 'new',       -- new, ok, blocked, unreachable, auth_failed, error
  last_error        text,
  version           text,
  proven_url        text,                              -- the address that was proven not to be the master
  watermark         text,                              -- the master's clock, up to which changes are planned
  last_cycle_at     text,                              -- our clock: the last cycle began
  last_sync_ts      text,                              -- our clock: the last run without a failure ended
  documents         integer not null default 0,        -- live documents in its last inventory
  created_at        text not null
);
INSERT INTO "replicas" VALUES(1,'cellar','http://cellar:8000','gAAAAABpVxX1AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=',1,0,NULL,2,'ok',NULL,'2.20.15','http://cellar:8000','2026-01-02T03:04:05.678901Z','2026-01-02T03:04:05.678901Z','2026-01-02T03:04:05.678901Z',3,'2026-01-02T03:04:05.678901Z');
CREATE TABLE settings (
  key   text primary key,
  value text not null
);
INSERT INTO "settings" VALUES('master_url','http://attic:8000');
INSERT INTO "settings" VALUES('master_token','gAAAAABpVxX1AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=');
INSERT INTO "settings" VALUES('sync_interval_seconds','600');
CREATE TABLE sync_map (
  replica_id     integer not null references replicas(id) on delete cascade,
  master_id      integer not null,
  replica_doc_id integer not null,
  file_checksum  text not null,                        -- SHA-256 of the original
  fingerprint    text,                                 -- of the target last read back; null: not equal yet
  seen           text,                                 -- digest of the master's document when last compared
  contested_at   text,                                 -- it was set twice and did not stay
  synced_at      text not null,
  primary key (replica_id, master_id)
) without rowid;
INSERT INTO "sync_map" VALUES(1,11,21,'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','fingerprint','seen',NULL,'2026-01-02T03:04:05.678901Z');
INSERT INTO "sync_map" VALUES(1,12,22,'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb',NULL,NULL,'2026-01-02T03:04:05.678901Z','2026-01-02T03:04:05.678901Z');
CREATE TABLE sync_runs (
  id          integer primary key autoincrement,
  replica_id  integer not null references replicas(id) on delete cascade,
  mode        text not null,                           -- incremental, full
  state       text not null,                           -- queued, running, success, partial, failed, cancelled, aborted
  phase       text not null,
  total       integer not null default 0,
  uploaded    integer not null default 0,
  adopted     integer not null default 0,
  updated     integer not null default 0,
  unchanged   integer not null default 0,
  failed      integer not null default 0,
  deferred    integer not null default 0,
  lookups     integer not null default 0,              -- lookups created or changed
  bytes       integer not null default 0,
  current     text,
  error       text,
  cancel_requested integer not null default 0,         -- end after the document in hand
  started_at  text not null,
  finished_at text
);
INSERT INTO "sync_runs" VALUES(1,1,'full','success','finished',2,2,0,0,0,0,0,0,4711,NULL,NULL,0,'2026-01-02T03:04:05.678901Z','2026-01-02T03:04:05.678901Z');
CREATE TABLE uploads (
  id             integer primary key autoincrement,
  replica_id     integer not null references replicas(id) on delete cascade,
  master_id      integer not null,
  state          text not null,                        -- PLANNED, POSTED, CONSUMED, SETTLED, FAILED
  file_name      text not null,
  size           integer not null,
  md5            text not null,
  sha256         text not null,
  task_id        text,
  replica_doc_id integer,
  verified       integer not null default 1,           -- 0: its task was found by file name only
  adopted        integer not null default 0,
  polls          integer not null default 0,
  next_poll_at   text,
  error          text,
  replica_clock  text,                                 -- the replica's clock when it was planned
  planned_at     text not null,
  changed_at     text not null
);
INSERT INTO "uploads" VALUES(1,1,13,'POSTED','scan.pdf',7,'cccccccccccccccccccccccccccccccc','dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd','8f1c',NULL,1,0,0,NULL,NULL,NULL,'2026-01-02T03:04:05.678901Z','2026-01-02T03:04:05.678901Z');
INSERT INTO "uploads" VALUES(2,1,11,'SETTLED','invoice.pdf',7,'eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','8f1b',21,1,0,0,NULL,NULL,NULL,'2026-01-02T03:04:05.678901Z','2026-01-02T03:04:05.678901Z');
CREATE TABLE work (
  replica_id integer not null references replicas(id) on delete cascade,
  master_id  integer not null,
  reason     text not null,                            -- new, changed, full, gone, link
  attempts   integer not null default 0,
  next_at    text,                                     -- not before; null: now
  run_id     integer references sync_runs(id) on delete set null,
  error      text,
  created_at text not null,
  primary key (replica_id, master_id)
) without rowid;
INSERT INTO "work" VALUES(1,13,'new',2,'2026-01-02T03:04:05.678901Z',NULL,'It was refused.','2026-01-02T03:04:05.678901Z');
CREATE INDEX "flyway_schema_history_s_idx" ON "flyway_schema_history" ("success");
CREATE UNIQUE INDEX sync_runs_open on sync_runs(replica_id) where state in ('queued', 'running');
CREATE UNIQUE INDEX sync_map_replica_doc on sync_map(replica_id, replica_doc_id);
CREATE UNIQUE INDEX lookup_map_replica on lookup_map(replica_id, kind, replica_lookup_id);
CREATE INDEX work_run on work(run_id);
CREATE UNIQUE INDEX uploads_open on uploads(replica_id, master_id) where state in ('PLANNED', 'POSTED', 'CONSUMED');
CREATE INDEX uploads_state on uploads(replica_id, state);
CREATE INDEX logs_ts on logs(ts);
CREATE INDEX logs_replica on logs(replica_id, id);
CREATE INDEX logs_run on logs(run_id, id);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('replicas',1);
INSERT INTO "sqlite_sequence" VALUES('sync_runs',1);
INSERT INTO "sqlite_sequence" VALUES('uploads',2);
INSERT INTO "sqlite_sequence" VALUES('logs',1);
COMMIT;
