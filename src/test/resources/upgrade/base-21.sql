-- A database of schema version 21, as the migrations before the baseline made it, with rows in every table.
-- The file never changes: the controller takes such a database over.
BEGIN TRANSACTION;
CREATE TABLE adoptions (                               -- documents that the replica held before us; they wait for a person
  replica_id     integer not null references replicas(id) on delete cascade,
  master_id      integer not null,
  replica_doc_id integer not null,
  title          text not null,
  found_at       text not null,
  primary key (replica_id, master_id)
) without rowid;
INSERT INTO "adoptions" VALUES(1,17,107,'There before','2026-01-02T03:01:33.000000Z');
CREATE TABLE alert_outbox (
  id         integer primary key autoincrement,
  target     text not null references alert_targets(name) on delete cascade,
  event      text not null,
  path       text not null,                           -- behind the address: '' or /start, /fail
  body       text not null,
  attempts   integer not null default 0,
  created_at text not null,
  next_at    text                                     -- null: it is over
);
INSERT INTO "alert_outbox" VALUES(1,'ping-1','ping','/start','',1,'2026-01-02T03:00:00.000000Z','2026-01-02T03:05:00.000000Z');
CREATE TABLE alert_states (
  replica_id integer not null,                        -- 0: the master
  condition  text not null,                           -- failing, blocked, held, verification_failed, lag
  since      text not null,
  primary key (replica_id, condition)
);
INSERT INTO "alert_states" VALUES(1,'held','2026-01-02T03:00:00.000000Z');
INSERT INTO "alert_states" VALUES(0,'failing','2026-01-02T03:00:00.000000Z');
CREATE TABLE alert_targets (
  name       text primary key,                        -- webhook, ntfy, ping-1 (of replica 1)
  replica_id integer references replicas(id) on delete cascade,
  url        text not null,                           -- Fernet
  token      text,                                    -- Fernet; null: none
  last_ok_at text,
  last_error text                                     -- one sentence; null: it took the last one
);
INSERT INTO "alert_targets" VALUES('ping-1',1,'encrypted address','encrypted token','2026-01-02T03:00:00.000000Z',NULL);
INSERT INTO "alert_targets" VALUES('ntfy',NULL,'encrypted address',NULL,NULL,'It refused.');
CREATE TABLE api_tokens (
  id           integer primary key autoincrement,
  name         text not null unique,
  hash         text not null unique,                   -- SHA-256, hex
  role         text not null,                          -- reader, admin
  created_at   text not null,
  created_by   text,
  last_used_at text
);
INSERT INTO "api_tokens" VALUES(1,'script','hash','hook','2026-01-01T00:00:00.000000Z','admin','2026-01-02T00:00:00.000000Z');
CREATE TABLE checksums (                               -- both kinds of the same bytes, so that nothing is read twice
  sha256 text primary key,
  md5    text not null
) without rowid;
INSERT INTO "checksums" VALUES('sha256 of 11','md5 of 11');
CREATE TABLE commits (
    id     integer primary key check (id = 1),
    number integer not null,
    filler blob -- of a probe for space, within one transaction
);
INSERT INTO "commits" VALUES(1,42,NULL);
CREATE TABLE duplicates (
  replica_id integer not null references replicas(id) on delete cascade,
  master_id  integer not null,
  holder_id  integer not null,                         -- the master's document whose copy has these bytes
  sha256     text not null,
  seen       text not null,                            -- digest of the master's document
  primary key (replica_id, master_id)
) without rowid;
INSERT INTO "duplicates" VALUES(1,16,11,'sha256 of 11','seen');
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
INSERT INTO "flyway_schema_history" VALUES(1,'1','base','SQL','V1__base.sql',737984821,'','2026-01-01 00:00:00.000',1,1);
INSERT INTO "flyway_schema_history" VALUES(2,'2','safety','SQL','V2__safety.sql',-769726301,'','2026-01-01 00:00:00.000',1,1);
INSERT INTO "flyway_schema_history" VALUES(3,'3','copies','SQL','V3__copies.sql',-885184335,'','2026-01-01 00:00:00.000',1,1);
INSERT INTO "flyway_schema_history" VALUES(4,'4','waiting','SQL','V4__waiting.sql',-1780539765,'','2026-01-01 00:00:00.000',1,1);
INSERT INTO "flyway_schema_history" VALUES(5,'5','files','SQL','V5__files.sql',-390003660,'','2026-01-01 00:00:00.000',1,1);
INSERT INTO "flyway_schema_history" VALUES(6,'7','plans','SQL','V7__plans.sql',-563643371,'','2026-01-01 00:00:00.000',1,1);
INSERT INTO "flyway_schema_history" VALUES(7,'9','pages','SQL','V9__pages.sql',-1190260241,'','2026-01-01 00:00:00.000',1,1);
INSERT INTO "flyway_schema_history" VALUES(8,'10','returns','SQL','V10__returns.sql',603987471,'','2026-01-01 00:00:00.000',1,1);
INSERT INTO "flyway_schema_history" VALUES(9,'11','reach','SQL','V11__reach.sql',1899774255,'','2026-01-01 00:00:00.000',1,1);
INSERT INTO "flyway_schema_history" VALUES(10,'12','rules','SQL','V12__rules.sql',-800446713,'','2026-01-01 00:00:00.000',1,1);
INSERT INTO "flyway_schema_history" VALUES(11,'13','alerts','SQL','V13__alerts.sql',-639942230,'','2026-01-01 00:00:00.000',1,1);
INSERT INTO "flyway_schema_history" VALUES(12,'14','accepting','SQL','V14__accepting.sql',47101418,'','2026-01-01 00:00:00.000',1,1);
INSERT INTO "flyway_schema_history" VALUES(13,'15','rests','SQL','V15__rests.sql',-771391791,'','2026-01-01 00:00:00.000',1,1);
INSERT INTO "flyway_schema_history" VALUES(14,'16','standing','SQL','V16__standing.sql',609288833,'','2026-01-01 00:00:00.000',1,1);
INSERT INTO "flyway_schema_history" VALUES(15,'17','work seen','SQL','V17__work_seen.sql',1376832101,'','2026-01-01 00:00:00.000',1,1);
INSERT INTO "flyway_schema_history" VALUES(16,'18','known again','SQL','V18__known_again.sql',-1091321086,'','2026-01-01 00:00:00.000',1,1);
INSERT INTO "flyway_schema_history" VALUES(17,'19','open questions','SQL','V19__open_questions.sql',288924087,'','2026-01-01 00:00:00.000',1,1);
INSERT INTO "flyway_schema_history" VALUES(18,'20','weights','SQL','V20__weights.sql',-962116966,'','2026-01-01 00:00:00.000',1,1);
INSERT INTO "flyway_schema_history" VALUES(19,'21','commits','SQL','V21__commits.sql',1155658372,'','2026-01-01 00:00:00.000',1,1);
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
INSERT INTO "logs" VALUES(1,'2026-01-02T03:00:20.000000Z','INFO',1,1,11,'upload','It was uploaded.');
INSERT INTO "logs" VALUES(2,'2026-01-02T03:00:21.000000Z','WARN',1,1,NULL,'held','It waits.');
INSERT INTO "logs" VALUES(3,'2025-01-02T03:00:21.000000Z','ERROR',NULL,NULL,NULL,'master','It is down.');
CREATE TABLE lookup_intents (
  replica_id integer not null references replicas(id) on delete cascade,
  kind       text not null,
  master_id  integer not null,
  name       text not null,
  owner      integer,                                  -- the replica's user; null: nobody
  primary key (replica_id, kind, master_id)
) without rowid;
INSERT INTO "lookup_intents" VALUES(1,'correspondents',5,'Landlord',2);
CREATE TABLE lookup_map (
  replica_id        integer not null references replicas(id) on delete cascade,
  kind              text not null,
  master_id         integer not null,
  replica_lookup_id integer not null,
  created_by_us     integer not null, definition text,
  primary key (replica_id, kind, master_id)
) without rowid;
INSERT INTO "lookup_map" VALUES(1,'custom_fields',3,33,0,'string');
INSERT INTO "lookup_map" VALUES(1,'tags',4,44,0,NULL);
CREATE TABLE note_map (
  id              integer primary key autoincrement,
  replica_id      integer not null references replicas(id) on delete cascade,
  replica_doc_id  integer not null,
  master_note_id  integer not null,
  replica_note_id integer,                             -- null: about to be added
  text            text,                                -- what was to be added, as long as the answer is not known
  ours            integer not null,                    -- 0: it was there before, with the same text
  deleting        integer not null default 0
);
INSERT INTO "note_map" VALUES(1,1,101,7,70,NULL,0,1);
INSERT INTO "note_map" VALUES(2,1,101,8,NULL,'A note.',1,0);
CREATE TABLE plans (                                   -- what a dry run found, a row each
  id                integer primary key autoincrement,
  run_id            integer not null references sync_runs(id) on delete cascade,
  kind              text not null,                     -- replica, documents, tags ...
  action            text not null,
  master_id         integer,
  replica_object_id integer,
  title             text not null,
  changes           text not null,                     -- JSON: [{key, old, new}]
  reason            text not null
);
INSERT INTO "plans" VALUES(1,3,'documents','change',11,101,'Bill','[{"key":"title","old":"a","new":"b"}]','It changed.');
INSERT INTO "plans" VALUES(2,3,'replica','blocked',NULL,NULL,'cellar','[]','The token is not valid.');
CREATE TABLE probes (
  name       text primary key,
  replica_id integer not null references replicas(id) on delete cascade,
  url        text not null,                            -- where it was made
  tag_id     integer                                   -- null: not known, its answer was lost
);
INSERT INTO "probes" VALUES('pngx probe',1,'http://cellar:8000',99);
CREATE TABLE reach (
  host    text primary key,                            -- as the gateway calls it: master, replica-2
  headers text,                                        -- Fernet, of a JSON object; null: none
  ca      text                                         -- PEM; null: the certificates of the Java runtime
);
INSERT INTO "reach" VALUES('replica-1','encrypted headers','PEM');
CREATE TABLE replaced (
  id             integer primary key autoincrement,
  replica_id     integer not null references replicas(id) on delete cascade,
  master_id      integer not null,
  replica_doc_id integer not null,
  replacement_id integer not null,
  replica_added  text,                                 -- as in sync_map
  sha256         text not null,
  state          text not null,                        -- OPEN, ACTING, DONE, RETURNED
  replaced_at    text not null,
  acted_at       text
);
INSERT INTO "replaced" VALUES(1,1,11,100,101,'2025-12-02T00:00:00.000000Z','sha256 of 10','DONE','2026-01-01T00:00:00.000000Z','2026-01-01T00:00:01.000000Z');
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
  strangers         integer not null default 0,        -- live documents in its last inventory
  created_at        text not null
, highest_master_id integer, highest_seen_at text, accepted text, rules_revision text, unselected text not null default 'keep', acceptable text, people text);
INSERT INTO "replicas" VALUES(1,'cellar','http://cellar:8000','encrypted 1',1,0,600,3,'ok',NULL,'2.20.15','http://cellar:8000 aa','2026-01-02T03:00:00.000000Z','2026-01-02T03:01:00.000000Z','2026-01-02T03:02:00.000000Z',4,'2026-01-01T00:00:00.000000Z',15,'2026-01-02T02:59:00.000000Z',NULL,'revision','trash','master','digest of users');
INSERT INTO "replicas" VALUES(2,'barn','http://barn:8000','encrypted 2',0,1,NULL,2,'auth_failed','The token is not valid.',NULL,NULL,NULL,NULL,NULL,0,'2026-01-01T00:00:01.000000Z',NULL,NULL,'replica',NULL,'keep',NULL,NULL);
CREATE TABLE rests (
  url   text primary key,
  until text not null                                  -- our clock
) without rowid;
INSERT INTO "rests" VALUES('http://cellar:8000','2026-01-02T03:30:00.000000Z');
CREATE TABLE rule_replicas (                           -- on for this replica
  name       text not null references rules(name) on delete cascade,
  replica_id integer not null references replicas(id) on delete cascade,
  primary key (name, replica_id)
) without rowid;
INSERT INTO "rule_replicas" VALUES('only-shared',1);
CREATE TABLE rules (
  name       text primary key,                         -- of the file, without .yaml
  hooks      text not null,                            -- of the text that ran last, separated by commas
  good_text  text not null,
  good_at    text not null,
  everywhere integer not null default 0                -- on for every replica
) without rowid;
INSERT INTO "rules" VALUES('only-shared','select','text of the rule','2026-01-01T00:00:00.000000Z',1);
CREATE TABLE settings (
  key   text primary key,
  value text not null
);
INSERT INTO "settings" VALUES('master_url','http://attic:8000');
INSERT INTO "settings" VALUES('drift','report');
CREATE TABLE sync_map (
  replica_id     integer not null references replicas(id) on delete cascade,
  master_id      integer not null,
  replica_doc_id integer not null,
  file_checksum  text not null,                        -- SHA-256 of the original
  fingerprint    text,                                 -- of the target last read back; null: not equal yet
  seen           text,                                 -- digest of the master's document when last compared
  contested_at   text,                                 -- it was set twice and did not stay
  synced_at      text not null, added text, title text, adopted integer not null default 0, replica_added text, left_out text, owned integer, number_taken integer,
  primary key (replica_id, master_id)
) without rowid;
INSERT INTO "sync_map" VALUES(1,11,101,'sha256 of 11','fingerprint','seen','2026-01-02T03:01:30.000000Z','2026-01-02T03:01:31.000000Z','2025-12-01T00:00:00.000000Z','Bill',1,'2025-12-02T00:00:00.000000Z','14,15',0,77);
INSERT INTO "sync_map" VALUES(1,12,102,'',NULL,NULL,NULL,'2026-01-02T03:01:32.000000Z',NULL,NULL,0,NULL,NULL,NULL,NULL);
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
, drifted integer not null default 0, mismatched integer not null default 0);
INSERT INTO "sync_runs" VALUES(1,1,'full','partial','finished',9,2,1,1,2,1,1,3,4096,NULL,'One document failed.',0,'2026-01-02T03:00:00.000000Z','2026-01-02T03:02:00.000000Z',1,0);
INSERT INTO "sync_runs" VALUES(2,1,'verify','success','finished',1,0,0,0,0,0,0,0,0,NULL,NULL,0,'2026-01-02T04:00:00.000000Z','2026-01-02T04:02:00.000000Z',0,1);
INSERT INTO "sync_runs" VALUES(3,1,'dry_run','cancelled','finished',1,0,0,0,0,0,0,0,0,NULL,NULL,1,'2026-01-02T05:00:00.000000Z','2026-01-02T05:02:00.000000Z',0,0);
INSERT INTO "sync_runs" VALUES(4,1,'incremental','running','documents',2,0,0,0,0,0,0,0,0,'Bill',NULL,0,'2026-01-02T06:00:00.000000Z',NULL,0,0);
CREATE TABLE tombstones (
  id                integer primary key autoincrement,
  replica_id        integer not null references replicas(id) on delete cascade,
  kind              text not null,                     -- documents, tags, correspondents ...
  master_id         integer not null,
  replica_object_id integer not null,
  title             text not null,
  state             text not null,                     -- OPEN, HELD, APPROVED, ACTING, DONE, REJECTED, RETURNED
  reason            text,                              -- why it waits
  seen_trashed      integer not null default 0,        -- it was seen in the master's trash
  weight            integer not null default 1,        -- documents that it touches
  first_seen_at     text not null,
  acted_at          text,
  by_person         integer not null default 0
, adopted integer not null default 0, by_rule text, added text, replica_added text, weighed integer not null default 0);
INSERT INTO "tombstones" VALUES(1,1,'documents',18,108,'Old bill','DONE',NULL,1,1,'2026-01-01T00:00:00.000000Z','2026-01-01T00:10:00.000000Z',1,1,NULL,'2025-11-01T00:00:00.000000Z','2025-11-02T00:00:00.000000Z',0);
INSERT INTO "tombstones" VALUES(2,1,'documents',12,102,'Private','HELD','Too many.',0,1,'2026-01-02T03:00:00.000000Z',NULL,0,0,'only-shared',NULL,NULL,0);
INSERT INTO "tombstones" VALUES(3,1,'tags',4,44,'Draft','OPEN',NULL,0,5,'2026-01-02T03:00:00.000000Z',NULL,0,0,NULL,NULL,NULL,1);
CREATE TABLE unselected (
  replica_id integer not null references replicas(id) on delete cascade,
  master_id  integer not null,
  rule       text not null,                            -- the rule that does not select it
  revision   text not null,                            -- of the replica's rules then
  seen       text not null,                            -- digest of the master's document then
  title      text not null,
  primary key (replica_id, master_id)
) without rowid;
INSERT INTO "unselected" VALUES(1,15,'only-shared','revision','seen','Private');
CREATE TABLE upkeep (                                  -- what is done to a replica from time to time
  replica_id      integer primary key references replicas(id) on delete cascade,
  last_full_at    text,                                -- our clock: the last full run that came to its end began
  last_verify_at  text,                                -- our clock: the last nightly verification began
  highest_doc_id  integer,                             -- highest document id in the replica's last inventory
  adopt_up_to     integer,                             -- documents up to this id were confirmed for adoption by a person
  accepted_at     text,
  nightly_run_id  integer                              -- the run of the last nightly verification
, planned_at text);
INSERT INTO "upkeep" VALUES(1,'2026-01-02T03:00:00.000000Z','2026-01-02T04:00:00.000000Z',120,119,'2026-01-01T10:00:00.000000Z',2,'2026-01-02T03:01:00.000000Z');
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
, task_status text, task_since text, late integer not null default 0, kind text not null default 'document', copy_id integer, master_version_id integer, label text, master_modified text, overtaken integer not null default 0, posting_at text, answered_at text, answer text, question text, question_at text, question_until text);
INSERT INTO "uploads" VALUES(1,1,11,'SETTLED','11.pdf',7,'md5 of 11','sha256 of 11','task 1',101,0,1,3,NULL,NULL,'Fri, 02 Jan 2026 03:00:00 GMT','2026-01-02T03:00:10.000000Z','2026-01-02T03:00:20.000000Z','SUCCESS','2026-01-02T03:00:15.000000Z',0,'document',NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "uploads" VALUES(2,1,11,'POSTED','11-signed.pdf',8,'md5 of 21','sha256 of 21','task 2',NULL,1,0,1,'2026-01-02T06:00:30.000000Z',NULL,NULL,'2026-01-02T06:00:10.000000Z','2026-01-02T06:00:20.000000Z','PENDING','2026-01-02T06:00:21.000000Z',1,'version',101,21,'signed','2026-01-02T05:59:00.000000Z',1,'2026-01-02T06:00:11.000000Z','2026-01-02T06:00:12.000000Z','slow','Nobody knows.','2026-01-02T06:00:13.000000Z','2026-01-02T07:00:13.000000Z');
INSERT INTO "uploads" VALUES(3,1,13,'FAILED','13.pdf',9,'md5 of 13','sha256 of 13',NULL,NULL,1,0,0,NULL,'The replica refused it.',NULL,'2026-01-02T03:00:10.000000Z','2026-01-02T03:00:20.000000Z',NULL,NULL,0,'replacement',103,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE verifications (
  replica_id     integer not null references replicas(id) on delete cascade,
  master_id      integer not null,
  replica_doc_id integer not null,
  title          text not null,
  result         text not null,                        -- ok, mismatch, unknown
  bytes          text not null,                        -- ok, differs, missing, unknown
  metadata       text not null,                        -- ok, differs, missing, unknown
  keys           text not null,                        -- comma-separated
  how            text not null,                        -- checksum, download
  problem        text,
  run_id         integer,
  verified_at    text not null,
  primary key (replica_id, master_id)
) without rowid;
INSERT INTO "verifications" VALUES(1,11,101,'Bill','mismatch','differs','ok','title,tags','download','Its file differs.',2,'2026-01-02T04:01:00.000000Z');
CREATE TABLE versions (
  replica_id         integer not null references replicas(id) on delete cascade,
  replica_doc_id     integer not null,                 -- the copy; its first file has the same id
  replica_version_id integer not null,
  master_version_id  integer not null,                 -- the master's version; on v2 the document itself
  md5                text,                             -- null: not known
  sha256             text not null,
  label              text,
  state              text not null,                    -- LIVE, DELETING, TRASHED, SUPERSEDED
  primary key (replica_id, replica_version_id)
) without rowid;
INSERT INTO "versions" VALUES(1,101,101,11,'md5 of 11','sha256 of 11',NULL,'SUPERSEDED');
INSERT INTO "versions" VALUES(1,101,111,21,NULL,'sha256 of 21','signed','LIVE');
CREATE TABLE work (
  replica_id integer not null references replicas(id) on delete cascade,
  master_id  integer not null,
  reason     text not null,                            -- new, changed, full, gone, link
  attempts   integer not null default 0,
  next_at    text,                                     -- not before; null: now
  run_id     integer references sync_runs(id) on delete set null,
  error      text,
  created_at text not null, seen text,
  primary key (replica_id, master_id)
) without rowid;
INSERT INTO "work" VALUES(1,12,'changed',0,NULL,4,NULL,'2026-01-02T06:00:00.000000Z',NULL);
INSERT INTO "work" VALUES(1,13,'new',2,'2026-01-02T07:00:00.000000Z',NULL,'The replica refused it.','2026-01-02T03:00:00.000000Z','seen');
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
CREATE UNIQUE INDEX tombstones_one on tombstones(replica_id, kind, master_id)
  where state in ('OPEN', 'HELD', 'APPROVED', 'ACTING', 'DONE', 'REJECTED');
CREATE INDEX tombstones_state on tombstones(state);
CREATE INDEX versions_copy on versions(replica_id, replica_doc_id);
CREATE INDEX versions_bytes on versions(replica_id, sha256);
CREATE INDEX replaced_state on replaced(replica_id, state);
CREATE UNIQUE INDEX note_map_one on note_map(replica_id, replica_doc_id, master_note_id);
CREATE INDEX plans_run on plans(run_id, id);
CREATE INDEX checksums_md5 on checksums(md5);
CREATE INDEX verifications_oldest on verifications(replica_id, verified_at);
CREATE INDEX sync_runs_recent on sync_runs(replica_id, id);
CREATE INDEX sync_runs_finished on sync_runs(replica_id, finished_at);
CREATE INDEX alert_outbox_next on alert_outbox(next_at);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('replicas',5);
INSERT INTO "sqlite_sequence" VALUES('sync_runs',9);
INSERT INTO "sqlite_sequence" VALUES('note_map',2);
INSERT INTO "sqlite_sequence" VALUES('uploads',3);
INSERT INTO "sqlite_sequence" VALUES('replaced',1);
INSERT INTO "sqlite_sequence" VALUES('tombstones',3);
INSERT INTO "sqlite_sequence" VALUES('plans',2);
INSERT INTO "sqlite_sequence" VALUES('alert_outbox',1);
INSERT INTO "sqlite_sequence" VALUES('logs',3);
INSERT INTO "sqlite_sequence" VALUES('api_tokens',1);
COMMIT;
