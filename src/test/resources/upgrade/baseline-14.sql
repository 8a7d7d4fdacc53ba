-- A database of version 14 of the first baseline, as its migrations made it, with rows in every table.
-- The file never changes: the controller takes such a database over.
BEGIN TRANSACTION;
CREATE TABLE adoptions (
  replica_id     integer not null references replicas(id) on delete cascade,
  master_id      integer not null,
  replica_doc_id integer not null,
  title          text not null,                   -- The master's document has this title.
  found_at       text not null,                   -- A run found the pair at this time.
  primary key (replica_id, master_id)
) without rowid;
INSERT INTO "adoptions" VALUES(1,17,107,'There before','2026-01-02T03:01:33.000000Z');
CREATE TABLE alert_outbox (
  id         integer primary key autoincrement,
  target     text not null references alert_targets(name) on delete cascade,  -- This target gets the message.
  event      text not null,                       -- The message is about this event.
  path       text not null,                       -- The delivery appends this path to the address.
  body       text not null,                       -- The delivery sends this text.
  attempts   integer not null default 0,          -- Counts the attempts.
  created_at text not null,                       -- The event happened at this time.
  next_at    text                                 -- The next attempt begins at this time. Null: delivered or given up.
);
INSERT INTO "alert_outbox" VALUES(1,'ping-1','ping','/start','',1,'2026-01-02T03:00:00.000000Z','2026-01-02T03:05:00.000000Z');
CREATE TABLE alert_states (
  replica_id integer not null,                    -- The condition is about this replica. 0: about none.
  condition  text not null,                       -- The condition has this name: blocked, held, lag.
  since      text not null,                       -- The condition has been active since this time.
  primary key (replica_id, condition)
);
INSERT INTO "alert_states" VALUES(1,'held','2026-01-02T03:00:00.000000Z');
INSERT INTO "alert_states" VALUES(0,'failing','2026-01-02T03:00:00.000000Z');
CREATE TABLE alert_targets (
  name       text primary key,                    -- The name tells the use: webhook, ntfy, ping-1 (for replica 1).
  replica_id integer references replicas(id) on delete cascade,  -- The ping is about this replica. Null: no ping.
  url        text not null,                       -- The address is a secret: whoever knows a webhook may call it.
  token      text,                                -- The token is a secret. Null: none.
  last_ok_at text,                                -- The target last accepted a message at this time.
  last_error text                                 -- Explains why the target refused the last message.
, options text, last_error_text text);
INSERT INTO "alert_targets" VALUES('ping-1',1,'encrypted address','encrypted token','2026-01-02T03:00:00.000000Z',NULL,NULL,NULL);
INSERT INTO "alert_targets" VALUES('ntfy',NULL,'encrypted address',NULL,NULL,'It answered 403.',NULL,'["It answered {0}.",403]');
INSERT INTO "alert_targets" VALUES('mail',NULL,'encrypted address','encrypted password',NULL,NULL,'{"host":"mail.example.org"}',NULL);
CREATE TABLE api_tokens (
  id           integer primary key autoincrement,
  name         text not null unique,              -- The name identifies the token to users.
  hash         text not null unique,              -- The token has this SHA-256, in hexadecimal digits.
  -- A reader reads, an admin also changes, and a hook only reports that a paperless-ngx changed.
  role         text not null check (role in ('reader', 'admin', 'hook')),
  created_at   text not null,                     -- A user created the token at this time.
  created_by   text,                              -- This user created it. Null: nobody was signed in.
  last_used_at text                               -- A script last used the token at this time.
);
INSERT INTO "api_tokens" VALUES(1,'script','hash','hook','2026-01-01T00:00:00.000000Z','admin','2026-01-02T00:00:00.000000Z');
CREATE TABLE checksums (
  sha256 text primary key,  -- The bytes have this SHA-256.
  md5    text not null      -- The bytes have this MD5.
) without rowid;
INSERT INTO "checksums" VALUES('sha256 of 11','md5 of 11');
CREATE TABLE commits (
  id     integer primary key check (id = 1),      -- The table has one row.
  number integer not null,                        -- Counts the committed transactions.
  filler blob                                     -- A probe for free space fills this column within one transaction.
);
INSERT INTO "commits" VALUES(1,51,NULL);
CREATE TABLE connection_options (
  host    text primary key,  -- The gateway calls the instance by this name: master, replica-2.
  headers text,              -- A JSON object of HTTP headers is a secret. Null: no headers.
  ca      text               -- These PEM certificates are trusted. Null: those of the Java runtime.
);
INSERT INTO "connection_options" VALUES('replica-1','encrypted headers','PEM');
CREATE TABLE counts_revisions (
  replica_id integer primary key references replicas(id) on delete cascade,
  revision   integer not null
);
INSERT INTO "counts_revisions" VALUES(1,7201095396863387519);
INSERT INTO "counts_revisions" VALUES(2,-7762890007294825638);
CREATE TABLE drill_checks (
  drill_id integer not null references drills(id) on delete cascade,  -- The check is part of this drill.
  -- The page for signing in, the list of all documents, or a filter of that list was checked.
  name     text not null
    check (name in ('sign_in', 'documents', 'tag', 'correspondent', 'custom_field', 'date')),
  -- The check found no problem (ok), found one (failed), or was not possible (skipped).
  result   text not null check (result in ('ok', 'failed', 'skipped')),
  detail   text not null, detail_text text,                         -- Tells what was compared, or why it was not.
  primary key (drill_id, name)
) without rowid;
INSERT INTO "drill_checks" VALUES(1,'sign_in','ok','The page opens.','["The page opens."]');
INSERT INTO "drill_checks" VALUES(1,'tag','skipped','No document has the tag "tax".','["No document has the tag \"{0}\".","tax"]');
CREATE TABLE drill_documents (
  drill_id       integer not null references drills(id) on delete cascade,  -- This drill checked the copy.
  master_id      integer not null,
  replica_doc_id integer not null,                -- The copy was checked under this id.
  title          text,                            -- The master's document had this title.
  details        text not null check (details in ('ok', 'failed', 'skipped')),    -- The API shows the copy.
  original       text not null check (original in ('ok', 'failed', 'skipped')),   -- The file has the known SHA-256.
  thumbnail      text not null check (thumbnail in ('ok', 'failed', 'skipped')),  -- The thumbnail has content.
  preview        text not null check (preview in ('ok', 'failed', 'skipped')),    -- The preview has content.
  search         text not null check (search in ('ok', 'failed', 'skipped')),     -- A word of its text finds the copy.
  detail         text, detail_text text,                            -- Tells what failed, and why a part was skipped. Null: all is well.
  primary key (drill_id, master_id)
) without rowid;
INSERT INTO "drill_documents" VALUES(1,11,101,'Bill','ok','failed','ok','ok','skipped','The original has 7 bytes.','["The original has {0} bytes.",7]');
INSERT INTO "drill_documents" VALUES(1,12,102,NULL,'ok','ok','ok','ok','ok',NULL,NULL);
CREATE TABLE drills (
  id           integer primary key autoincrement,
  replica_id   integer not null references replicas(id) on delete cascade,
  -- The drill waits (queued), runs (running), found no problem (passed), found one (failed), or did not come to an
  -- end (aborted).
  state        text not null check (state in ('queued', 'running', 'passed', 'failed', 'aborted')),
  by_hand      integer not null,                  -- A user requested the drill (1), or it was due (0).
  total        integer not null default 0,        -- Counts the documents that were chosen.
  summary      text,                              -- Tells the result in one sentence. Null: the drill is open.
  requested_at text not null,                     -- The drill was queued at this time.
  started_at   text,                              -- The drill began at this time. Null: it waits.
  finished_at  text                               -- The drill ended at this time. Null: it is open.
, summary_text text);
INSERT INTO "drills" VALUES(1,1,'failed',1,2,'1 of 2 documents failed.','2026-01-02T05:00:00.000000Z','2026-01-02T05:01:00.000000Z','2026-01-02T05:02:00.000000Z','["{0} of {1} documents failed.",1,2]');
INSERT INTO "drills" VALUES(2,1,'queued',0,0,NULL,'2026-01-03T05:00:00.000000Z',NULL,NULL,NULL);
CREATE TABLE duplicates (
  replica_id integer not null references replicas(id) on delete cascade,
  master_id  integer not null,
  holder_id  integer not null,                    -- The copy of this document of the master has the bytes.
  sha256     text not null,                       -- The bytes have this SHA-256.
  seen       text not null,                       -- This digest stands for the master's document then.
  primary key (replica_id, master_id)
) without rowid;
INSERT INTO "duplicates" VALUES(1,16,11,'sha256 of 11','seen');
CREATE TABLE file_versions (
  replica_id         integer not null references replicas(id) on delete cascade,
  replica_doc_id     integer not null,            -- The copy has the same id as its first file.
  replica_version_id integer not null,            -- The replica gave the file this id.
  master_version_id  integer not null,            -- The file is this version of the master; on 2.x its document.
  md5                text,                        -- The file has this MD5. Null: not known.
  sha256             text not null,               -- The file has this SHA-256. Empty: not known.
  label              text,                        -- The version has this label. Null: none.
  -- The file is in use (LIVE), about to be deleted (DELETING), in the replica's trash (TRASHED), or older (SUPERSEDED).
  state              text not null check (state in ('LIVE', 'DELETING', 'TRASHED', 'SUPERSEDED')),
  primary key (replica_id, replica_version_id)
) without rowid;
INSERT INTO "file_versions" VALUES(1,101,101,11,'md5 of 11','sha256 of 11',NULL,'SUPERSEDED');
INSERT INTO "file_versions" VALUES(1,101,111,21,NULL,'sha256 of 21','signed','LIVE');
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
INSERT INTO "flyway_schema_history" VALUES(1,'1','baseline','SQL','V1__baseline.sql',33170870,'','2026-01-03 09:00:00.000',0,1);
INSERT INTO "flyway_schema_history" VALUES(2,'2','readiness','SQL','V2__readiness.sql',2059190616,'','2026-01-03 09:00:00.000',7,1);
INSERT INTO "flyway_schema_history" VALUES(3,'3','switchovers','SQL','V3__switchovers.sql',-666534283,'','2026-01-03 09:00:00.000',1,1);
INSERT INTO "flyway_schema_history" VALUES(4,'4','drills','SQL','V4__drills.sql',-792730982,'','2026-01-03 09:00:00.000',0,1);
INSERT INTO "flyway_schema_history" VALUES(5,'5','returned documents','SQL','V5__returned_documents.sql',-335594623,'','2026-01-03 09:00:00.000',1,1);
INSERT INTO "flyway_schema_history" VALUES(6,'6','hinted runs','SQL','V6__hinted_runs.sql',-467651398,'','2026-01-03 09:00:00.000',1,1);
INSERT INTO "flyway_schema_history" VALUES(7,'7','lookups by index','SQL','V7__lookups_by_index.sql',-622103863,'','2026-01-03 09:00:00.000',1,1);
INSERT INTO "flyway_schema_history" VALUES(8,'8','lists','SQL','V8__lists.sql',1097047839,'','2026-01-03 09:00:00.000',1,1);
INSERT INTO "flyway_schema_history" VALUES(9,'9','document page','SQL','V9__document_page.sql',628921079,'','2026-01-03 09:00:00.000',1,1);
INSERT INTO "flyway_schema_history" VALUES(10,'10','notifications','SQL','V10__notifications.sql',-428411799,'','2026-01-03 09:00:00.000',0,1);
INSERT INTO "flyway_schema_history" VALUES(11,'11','timeline','SQL','V11__timeline.sql',-960830949,'','2026-01-03 09:00:00.000',0,1);
INSERT INTO "flyway_schema_history" VALUES(12,'12','many replicas','SQL','V12__many_replicas.sql',1782962142,'','2026-01-03 09:00:00.000',2,1);
INSERT INTO "flyway_schema_history" VALUES(13,'13','log texts','SQL','V13__log_texts.sql',1912465978,'','2026-01-03 09:00:00.000',1,1);
INSERT INTO "flyway_schema_history" VALUES(14,'14','stored texts','SQL','V14__stored_texts.sql',-678856269,'','2026-01-03 09:00:00.000',10,1);
CREATE TABLE logs (
  id         integer primary key autoincrement,
  ts         text not null,                       -- The row was written at this time.
  -- The level tells how urgent the row is.
  level      text not null check (level in ('INFO', 'WARN', 'ERROR')),
  run_id     integer,                             -- The row is about this run. Null: about none.
  replica_id integer,                             -- The row is about this replica. Null: about none.
  master_id  integer,                             -- The row is about this document of the master. Null: about none.
  action     text not null,                       -- One or two words name the event.
  message    text not null                        -- Describes the event in one sentence.
, text text);
INSERT INTO "logs" VALUES(1,'2026-01-02T03:00:20.000000Z','INFO',1,1,11,'upload','It was uploaded.',NULL);
INSERT INTO "logs" VALUES(2,'2026-01-02T03:00:21.000000Z','WARN',1,1,NULL,'held','It waits.',NULL);
INSERT INTO "logs" VALUES(3,'2025-01-02T03:00:21.000000Z','ERROR',NULL,NULL,NULL,'master','It is down.',NULL);
INSERT INTO "logs" VALUES(4,'2026-01-03T09:00:00.000000Z','WARN',11,1,13,'upload failed','The replica refused the file "13.pdf".','["The replica refused the file \"{0}\".","13.pdf"]');
CREATE TABLE lookup_intents (
  replica_id integer not null references replicas(id) on delete cascade,
  -- The API of paperless-ngx calls the kind by this name.
  kind       text not null
    check (kind in ('tags', 'correspondents', 'document_types', 'storage_paths', 'custom_fields')),
  master_id  integer not null,                    -- The master gave the lookup this id.
  name       text not null,                       -- The run sends this name.
  owner      integer,                             -- The run sends this user of the replica as owner. Null: no owner.
  primary key (replica_id, kind, master_id)
) without rowid;
INSERT INTO "lookup_intents" VALUES(1,'correspondents',5,'Landlord',2);
CREATE TABLE lookup_map (
  replica_id        integer not null references replicas(id) on delete cascade,
  -- The API of paperless-ngx calls the kind by this name.
  kind              text not null
    check (kind in ('tags', 'correspondents', 'document_types', 'storage_paths', 'custom_fields')),
  master_id         integer not null,             -- The master gave the lookup this id.
  replica_lookup_id integer not null,             -- The replica gave the lookup this id.
  -- The custom field had this definition when its documents were last queued. Null: another kind, or not known.
  definition        text,
  primary key (replica_id, kind, master_id)
) without rowid;
INSERT INTO "lookup_map" VALUES(1,'custom_fields',3,33,'string');
INSERT INTO "lookup_map" VALUES(1,'tags',4,44,NULL);
CREATE TABLE maintenance_state (
  replica_id     integer primary key references replicas(id) on delete cascade,
  last_full_at   text,     -- The last complete full run began at this time.
  last_verify_at text,     -- The last nightly verification began at this time.
  nightly_run_id integer,  -- This run was the last nightly verification. The run itself may be gone.
  planned_at     text,     -- The last plan moved the watermark at this time.
  highest_doc_id integer,  -- The last inventory of the replica had this highest document id.
  adopt_up_to    integer,  -- A user allowed the adoption of documents up to this id. Null: no user did.
  accepted_at    text      -- The user allowed it at this time.
, missing_accounts text, runs_before_deletions integer not null default 0);
INSERT INTO "maintenance_state" VALUES(1,'2026-01-02T03:00:00.000000Z','2026-01-02T04:00:00.000000Z',2,'2026-01-02T03:01:00.000000Z',120,119,'2026-01-01T10:00:00.000000Z','["user {0}","anna"]
["group {0}","family"]',2);
CREATE TABLE note_map (
  id              integer primary key autoincrement,
  replica_id      integer not null references replicas(id) on delete cascade,
  replica_doc_id  integer not null,
  master_note_id  integer not null,               -- The master gave the note this id.
  replica_note_id integer,                        -- The replica gave the note this id. Null: not added yet.
  text            text,                           -- The run sends this text. Null: the answer arrived.
  ours            integer not null,               -- The controller added the note (1), or found it (0).
  deleting        integer not null default 0      -- The run is about to delete the note (1).
);
INSERT INTO "note_map" VALUES(1,1,101,7,70,NULL,0,1);
INSERT INTO "note_map" VALUES(2,1,101,8,NULL,'A note.',1,0);
CREATE TABLE plans (
  id                integer primary key autoincrement,
  run_id            integer not null references sync_runs(id) on delete cascade,  -- This dry run found the step.
  kind              text not null,                -- The step is about this kind: replica, documents, tags.
  -- The action names the step.
  action            text not null check (action in ('blocked', 'create', 'change', 'remap', 'upload', 'adopt', 'offer',
    'drift', 'replace', 'restore', 'leave', 'delete', 'hold', 'wait')),
  master_id         integer,                      -- The master gave the document or lookup this id. Null: none.
  replica_object_id integer,                      -- The replica gave its copy or lookup this id. Null: none yet.
  title             text,                         -- The document or lookup has this title.
  changes           text not null,                -- A JSON list of {key, old, new} describes the changes.
  reason            text not null                 -- Explains why a run would take the step.
, reason_text text);
INSERT INTO "plans" VALUES(1,3,'documents','change',11,101,'Bill','[{"key":"title","old":"a","new":"b"}]','It changed.',NULL);
INSERT INTO "plans" VALUES(2,3,'replica','blocked',NULL,NULL,'cellar','[]','The token is not valid.',NULL);
INSERT INTO "plans" VALUES(3,3,'documents','offer',17,107,NULL,'[]','107 has the same bytes.','["{0} has the same bytes.","107"]');
CREATE TABLE probes (
  name       text primary key,                    -- No other tag has this name.
  replica_id integer not null references replicas(id) on delete cascade,
  url        text not null,                       -- The tag was created at this address.
  tag_id     integer                              -- The replica gave the tag this id. Null: the answer was lost.
);
INSERT INTO "probes" VALUES('pngx probe',1,'http://cellar:8000',99);
CREATE TABLE replaced_copies (
  id             integer primary key autoincrement,
  replica_id     integer not null references replicas(id) on delete cascade,
  master_id      integer not null,
  replica_doc_id integer not null,                -- This copy was replaced.
  replacement_id integer not null,                -- This copy replaced it.
  replica_added  text,                            -- The replica's clock: the replica added the old copy at this time.
  sha256         text not null,                   -- The old copy has this SHA-256.
  -- The old copy waits (OPEN), is about to go to the trash (ACTING), lies there (DONE), or left it (RETURNED).
  state          text not null check (state in ('OPEN', 'ACTING', 'DONE', 'RETURNED')),
  replaced_at    text not null,                   -- The mapping moved at this time.
  acted_at       text                             -- The old copy went to the trash at this time.
);
INSERT INTO "replaced_copies" VALUES(1,1,11,100,101,'2025-12-02T00:00:00.000000Z','sha256 of 10','DONE','2026-01-01T00:00:00.000000Z','2026-01-01T00:00:01.000000Z');
CREATE TABLE replica_samples (
  replica_id integer not null references replicas(id) on delete cascade,
  at         text not null,     -- The hour began at this time.
  documents  integer not null,  -- Counts the copies that can be verified.
  verified   integer not null,  -- Counts the copies among them that were ever verified.
  held       integer not null,  -- Counts the deletions that waited for a decision.
  primary key (replica_id, at)
) without rowid;
INSERT INTO "replica_samples" VALUES(1,'2026-01-02T04:00:00.000000Z',1,1,4);
INSERT INTO "replica_samples" VALUES(1,'2026-01-02T05:00:00.000000Z',1,1,4);
INSERT INTO "replica_samples" VALUES(2,'2026-01-02T04:00:00.000000Z',0,0,0);
INSERT INTO "replica_samples" VALUES(2,'2026-01-02T05:00:00.000000Z',0,0,0);
CREATE TABLE replicas (
  id                 integer primary key autoincrement,
  name               text not null unique,         -- The name identifies the replica to users.
  url                text not null,                -- The URL is the address of its paperless-ngx.
  token              text not null,                -- The API token is a secret.
  enabled            integer not null default 1,   -- A disabled replica (0) has no runs.
  paused             integer not null default 0,   -- A paused replica (1) has only dry runs.
  interval_seconds   integer,                      -- Sets the seconds between cycles. Null: the global setting.
  uploads_in_flight  integer not null default 2,   -- Limits the uploads that wait for the replica's consumer.
  -- A copy that the rules no longer select stays, or goes to the replica's trash.
  unselected         text not null default 'keep' check (unselected in ('keep', 'trash')),
  created_at         text not null,                -- A user added the replica at this time.
  -- The state tells how the last contact ended.
  state              text not null default 'new'
    check (state in ('new', 'ok', 'blocked', 'unreachable', 'auth_failed', 'error')),
  last_error         text,                         -- Explains why the last cycle failed. Null: it did not.
  version            text,                         -- The replica reported this version of paperless-ngx.
  proven_url         text,                         -- The identity check proved this: URL is not MASTER-URL.
  watermark          text,                         -- The master's clock: all changes before this time are planned.
  last_cycle_at      text,                         -- The last cycle began at this time. Null: a cycle is due.
  last_sync_ts       text,                         -- The last run without a failure ended at this time.
  unmapped_documents integer not null default 0,   -- Counts its documents without a mapping, also offered ones.
  highest_master_id  integer,                      -- The master never showed a higher document id than this one.
  highest_seen_at    text,                         -- The master's clock showed this time when that id was seen.
  people             text,                         -- The last plan used users and groups of this digest.
  rules_revision     text,                         -- The last plan used this revision of the rules. Null: no rules.
  -- The last dry run found this side changed, so that a user may accept it.
  acceptable         text check (acceptable in ('master', 'replica')),
  -- A user accepted this changed side for the next cycle.
  accepted           text check (accepted in ('master', 'replica'))
, dry_run_first integer not null default 0, last_error_text text);
INSERT INTO "replicas" VALUES(1,'cellar','http://cellar:8000','encrypted 1',1,0,600,3,'trash','2026-01-01T00:00:00.000000Z','ok',NULL,'2.20.15','http://cellar:8000 aa','2026-01-02T03:00:00.000000Z','2026-01-02T03:01:00.000000Z','2026-01-02T03:02:00.000000Z',4,15,'2026-01-02T02:59:00.000000Z','digest of users','revision','master',NULL,0,NULL);
INSERT INTO "replicas" VALUES(2,'barn','http://barn:8000','encrypted 2',0,1,NULL,2,'keep','2026-01-01T00:00:01.000000Z','auth_failed','The token is refused (401).',NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,'replica',1,'["The token is refused ({0}).",401]');
CREATE TABLE retry_after (
  url   text primary key,    -- The URL is the address of the instance.
  until text not null        -- The controller sends no request before this time.
) without rowid;
INSERT INTO "retry_after" VALUES('http://cellar:8000','2026-01-02T03:30:00.000000Z');
CREATE TABLE returned_documents (
  id            integer primary key autoincrement,
  switchover_id integer not null references switchovers(id),
  -- Only the old master has the document (left_behind). Its copy differs, and was changed on the old master after the
  -- last sync (diverged) or not (overwritten). The old master no longer has it (deleted).
  finding       text not null check (finding in ('left_behind', 'diverged', 'overwritten', 'deleted')),
  document_id   integer not null,  -- The old master gave the document this id.
  master_id     integer,           -- The new master gave the document this id. Null: it does not have the document.
  title         text not null,     -- The document has this title.
  -- A JSON list of {key, old, new} describes the changes; of a document that is left behind, a JSON object its metadata.
  details       text not null,
  found_at      text not null      -- The dry run found it at this time.
);
INSERT INTO "returned_documents" VALUES(1,2,'left_behind',1,NULL,'Left','{"file_name": "a.pdf"}','2026-01-01T05:00:00.000000Z');
INSERT INTO "returned_documents" VALUES(2,2,'diverged',2,3,'Changed','[{"key":"title","old":"a","new":"b"}]','2026-01-01T05:00:00.000000Z');
INSERT INTO "returned_documents" VALUES(3,2,'overwritten',6,7,'Overwritten','[]','2026-01-01T05:00:00.000000Z');
INSERT INTO "returned_documents" VALUES(4,2,'deleted',4,5,'Gone','[]','2026-01-01T05:00:00.000000Z');
CREATE TABLE rule_replicas (
  name       text not null references rules(name) on delete cascade,  -- The name identifies the rule.
  replica_id integer not null references replicas(id) on delete cascade,
  primary key (name, replica_id)
) without rowid;
INSERT INTO "rule_replicas" VALUES('only-shared',1);
CREATE TABLE rules (
  name       text primary key,                    -- The name is that of the file, without .yaml.
  hooks      text not null,                       -- The last text that ran has these hooks, separated by commas.
  good_text  text not null,                       -- The last text that ran is kept.
  good_at    text not null,                       -- That text first ran at this time.
  everywhere integer not null default 0           -- The rule is on for every replica (1).
) without rowid;
INSERT INTO "rules" VALUES('only-shared','select','text of the rule','2026-01-01T00:00:00.000000Z',1);
CREATE TABLE settings (
  key   text primary key,  -- The key names the setting.
  value text not null      -- The value is text. The master's token is a secret.
);
INSERT INTO "settings" VALUES('master_url','http://attic:8000');
INSERT INTO "settings" VALUES('drift','report');
ANALYZE "sqlite_master";
INSERT INTO "sqlite_stat1" VALUES('file_versions','file_versions','100000 50000 1');
INSERT INTO "sqlite_stat1" VALUES('file_versions','file_versions_copy','100000 50000 2');
INSERT INTO "sqlite_stat1" VALUES('file_versions','file_versions_bytes','100000 50000 2');
CREATE TABLE switchovers (
  id              integer primary key autoincrement,
  -- The master answered (planned), or it did not (failover).
  kind            text not null check (kind in ('planned', 'failover')),
  -- A planned switchover waits for runs (CATCHING_UP), a verification (VERIFYING) and a last run (LAST_RUN). The swap
  -- waits for the end of all runs (SWAPPING). The switchover took place (DONE) and was undone (UNDONE), or it did not
  -- take place: the controller gave up (GIVEN_UP), or a user cancelled it (CANCELLED).
  state           text not null check (state in
    ('CATCHING_UP', 'VERIFYING', 'LAST_RUN', 'SWAPPING', 'DONE', 'UNDONE', 'GIVEN_UP', 'CANCELLED')),
  replica_id      integer not null,  -- The promoted replica had this id. The swap removes its row.
  replica_name    text not null,     -- The promoted replica had this name.
  replica_url     text not null,     -- The promoted replica has this address.
  master_url      text not null,     -- The old master has this address.
  old_master_name text not null,     -- The old master gets this name as a replica.
  old_master_id   integer,           -- The old master has this id as a replica. Null: the swap did not take place.
  requested_at    text not null,     -- A user requested the switchover at this time.
  requested_by    text not null,     -- The log names the user like this.
  changed_at      text not null,     -- The state last changed at this time.
  run_id          integer,           -- The switchover waits for this run. Null: for none. The run itself may be gone.
  runs            integer not null default 0,  -- Counts the runs since the request.
  reason          text,              -- Explains why the controller gave up. Null: it did not.
  backup          text,              -- This file in the folder of the backups holds the database before the swap.
  swapped_at      text,              -- The swap was committed at this time.
  first_write_at  text,              -- The first write in the new direction was about to leave at this time.
  report          text               -- A JSON object tells what the swap did. Null: there was no swap.
, reason_text text);
INSERT INTO "switchovers" VALUES(1,'planned','GIVEN_UP',1,'cellar','http://cellar:8000','http://attic:8000','attic',NULL,'2026-01-01T01:00:00.000000Z','by anna','2026-01-01T02:00:00.000000Z',10,1,'The run 10 failed.',NULL,NULL,NULL,NULL,'["The run {0} failed.",10]');
INSERT INTO "switchovers" VALUES(2,'failover','DONE',1,'cellar','http://cellar:8000','http://old:8000','old',2,'2026-01-01T03:00:00.000000Z','by the script','2026-01-01T03:01:00.000000Z',NULL,0,NULL,'before-switchover-2.sqlite3','2026-01-01T03:01:00.000000Z','2026-01-01T03:02:00.000000Z','{"documents":1,"readiness":"Ready to take over.","lines":[{"code":"missing","count":1,"text":"The new master lacks documents.","documents":[{"id":17,"on":"old master","title":"There"}],"text_text":"[\"The new master lacks documents.\"]"}],"readiness_text":"[\"Ready to take over.\"]"}',NULL);
INSERT INTO "switchovers" VALUES(3,'planned','CATCHING_UP',1,'cellar','http://cellar:8000','http://attic:8000','attic',NULL,'2026-01-01T04:00:00.000000Z','by anna','2026-01-01T04:00:00.000000Z',11,1,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE sync_map (
  replica_id     integer not null references replicas(id) on delete cascade,
  master_id      integer not null,
  replica_doc_id integer not null,
  file_checksum  text not null,                   -- The copy's original has this SHA-256. Empty: not known.
  fingerprint    text,                            -- The copy equals the target of this fingerprint. Null: unknown.
  seen           text,                            -- This digest stands for the master's document when last compared.
  -- At this time a run had written the copy twice, and the copy differed again. Null: the copy is not contested.
  contested_at   text,
  synced_at      text not null,                   -- The copy was last compared at this time.
  added          text,                            -- The master's clock: the master added the document at this time.
  replica_added  text,                            -- The replica's clock: the replica added the copy at this time.
  title          text,                            -- The master's document had this title when last compared.
  adopted        integer not null default 0,      -- The replica held the document before the controller did (1).
  has_owner      integer,                         -- The target has an owner. Null: not known, treated as 1.
  number_taken   integer,                         -- A foreign document keeps this archive serial number of the copy.
  -- The target lacks the links to these documents, which are not on the master (ids, separated by commas).
  links_left_out text, changed_at text, seen_as_master text, archive_serial_number integer,
  primary key (replica_id, master_id)
) without rowid;
INSERT INTO "sync_map" VALUES(1,11,101,'sha256 of 11','fingerprint','seen','2026-01-02T03:01:30.000000Z','2026-01-02T03:01:31.000000Z','2025-12-01T00:00:00.000000Z','2025-12-02T00:00:00.000000Z','Bill',1,0,77,'14,15','2026-01-02T03:01:29.000000Z','seen as master',70);
INSERT INTO "sync_map" VALUES(1,12,102,'',NULL,NULL,NULL,'2026-01-02T03:01:32.000000Z',NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE sync_runs (
  id               integer primary key autoincrement,
  replica_id       integer not null references replicas(id) on delete cascade,
  -- An incremental run looks at changes, a full run at every document. A dry run and a verification only read.
  mode             text not null check (mode in ('incremental', 'full', 'dry_run', 'verify')),
  -- An open run is queued or running. An ended run had no failure (success), single failures (partial), or none of its
  -- work done (failed); a user cancelled it; or the controller stopped (aborted).
  state            text not null
    check (state in ('queued', 'running', 'success', 'partial', 'failed', 'cancelled', 'aborted')),
  phase            text not null,                 -- The phase names the step in hand.
  current          text,                          -- The run works on this document or lookup.
  total            integer not null default 0,    -- Counts the planned work items.
  uploaded         integer not null default 0,    -- Counts the new copies.
  adopted          integer not null default 0,    -- Counts the documents of the replica that became copies.
  updated          integer not null default 0,    -- Counts the changed copies.
  unchanged        integer not null default 0,    -- Counts the copies that were equal already.
  failed           integer not null default 0,    -- Counts the documents that failed.
  deferred         integer not null default 0,    -- Counts the documents left to the next run, not as failures.
  drifted          integer not null default 0,    -- Counts the copies that were edited on the replica.
  mismatched       integer not null default 0,    -- Counts the documents that a verification found different.
  lookups          integer not null default 0,    -- Counts the lookups that were created or changed.
  bytes            integer not null default 0,    -- Counts the bytes of the originals that were sent.
  error            text,                          -- Explains why the run failed. Null: it did not.
  cancel_requested integer not null default 0,    -- A user asked the run to end after the document in hand.
  started_at       text not null,                 -- The run was queued, and later started, at this time.
  finished_at      text                           -- The run ended at this time. Null: the run is open.
, hinted_documents text, excluded integer not null default 0, error_text text);
INSERT INTO "sync_runs" VALUES(1,1,'full','partial','finished',NULL,9,2,1,1,2,1,1,1,0,3,4096,'One document failed.',0,'2026-01-02T03:00:00.000000Z','2026-01-02T03:02:00.000000Z',NULL,0,NULL);
INSERT INTO "sync_runs" VALUES(2,1,'verify','success','finished',NULL,1,0,0,0,0,0,0,0,1,0,0,NULL,0,'2026-01-02T04:00:00.000000Z','2026-01-02T04:02:00.000000Z',NULL,0,NULL);
INSERT INTO "sync_runs" VALUES(3,1,'dry_run','cancelled','finished',NULL,1,0,0,0,0,0,0,0,0,0,0,NULL,1,'2026-01-02T05:00:00.000000Z','2026-01-02T05:02:00.000000Z',NULL,0,NULL);
INSERT INTO "sync_runs" VALUES(4,1,'incremental','partial','finished',NULL,2,0,0,0,0,0,0,0,0,0,0,'2 documents failed.',0,'2026-01-02T06:00:00.000000Z','2026-01-03T09:00:00.000000Z','11,12',3,'["{0} documents failed.",2]');
INSERT INTO "sync_runs" VALUES(10,1,'verify','failed','finished',NULL,0,0,0,0,0,0,0,0,1,0,0,'Cancelled by hand.',0,'2026-01-03T09:00:00.000000Z','2026-01-03T09:00:00.000000Z',NULL,0,'["Cancelled by hand."]');
INSERT INTO "sync_runs" VALUES(11,1,'incremental','running','documents','["Document {0}",12]',0,0,0,0,0,1,0,0,0,0,0,NULL,0,'2026-01-03T09:00:00.000000Z',NULL,'11',0,NULL);
CREATE TABLE tombstones (
  id                integer primary key autoincrement,
  replica_id        integer not null references replicas(id) on delete cascade,
  -- The tombstone is about documents, or about lookups of this kind.
  kind              text not null check
    (kind in ('documents', 'tags', 'correspondents', 'document_types', 'storage_paths', 'custom_fields')),
  master_id         integer not null,             -- The master gave the document or lookup this id.
  replica_object_id integer not null,             -- The replica gave its copy or lookup this id.
  title             text not null,                -- The document or lookup had this title.
  -- A deletion is missed once (OPEN), held for a user (HELD), approved (APPROVED), about to be carried out (ACTING),
  -- carried out (DONE), refused by a user (REJECTED), or void because the document came back (RETURNED).
  state             text not null
    check (state in ('OPEN', 'HELD', 'APPROVED', 'ACTING', 'DONE', 'REJECTED', 'RETURNED')),
  reason            text,                         -- Explains why the deletion is held.
  by_rule           text,                         -- This rule excludes the document. Null: it left the master.
  seen_trashed      integer not null default 0,   -- The master's trash showed the document (1).
  weight            integer not null default 1,   -- Counts the documents that the deletion touches.
  weighed           integer not null default 0,   -- The weight counts the documents that used the lookup (1).
  by_person         integer not null default 0,   -- A user approved the deletion (1): the daily limit ignores it.
  first_seen_at     text not null,                -- A run first missed the document or lookup at this time.
  acted_at          text,                         -- The deletion was carried out at this time.
  adopted           integer not null default 0,   -- The replica held the document before the controller did (1).
  added             text,                         -- The master's clock: the master added the document at this time.
  replica_added     text                          -- The replica's clock: the replica added the copy at this time.
, reason_text text, cause text
  check (cause in ('NOT_IN_TRASH', 'LIMIT', 'SETTING', 'EARLIER', 'OTHER')));
INSERT INTO "tombstones" VALUES(1,1,'documents',18,108,'Old bill','DONE',NULL,NULL,1,1,0,1,'2026-01-01T00:00:00.000000Z','2026-01-01T00:10:00.000000Z',1,'2025-11-01T00:00:00.000000Z','2025-11-02T00:00:00.000000Z',NULL,NULL);
INSERT INTO "tombstones" VALUES(2,1,'documents',12,102,'Private','HELD','Too many.','only-shared',0,1,0,0,'2026-01-02T03:00:00.000000Z',NULL,0,NULL,NULL,NULL,'OTHER');
INSERT INTO "tombstones" VALUES(3,1,'tags',4,44,'Draft','OPEN',NULL,NULL,0,5,1,0,'2026-01-02T03:00:00.000000Z',NULL,0,NULL,NULL,NULL,NULL);
INSERT INTO "tombstones" VALUES(4,1,'documents',30,130,'Held NOT_IN_TRASH','APPROVED',NULL,NULL,0,1,0,1,'2026-01-02T03:00:00.000000Z',NULL,0,NULL,NULL,'["Held for {0}.","NOT_IN_TRASH"]',NULL);
INSERT INTO "tombstones" VALUES(5,1,'documents',31,131,'Held LIMIT','REJECTED',NULL,NULL,0,1,0,1,'2026-01-02T03:00:00.000000Z',NULL,0,NULL,NULL,'["Held for {0}.","LIMIT"]',NULL);
INSERT INTO "tombstones" VALUES(6,1,'documents',32,132,'Held SETTING','HELD','Held for SETTING.',NULL,0,1,0,0,'2026-01-02T03:00:00.000000Z',NULL,0,NULL,NULL,'["Held for {0}.","SETTING"]','SETTING');
INSERT INTO "tombstones" VALUES(7,1,'documents',33,133,'Held EARLIER','HELD','Held for EARLIER.',NULL,0,1,0,0,'2026-01-02T03:00:00.000000Z',NULL,0,NULL,NULL,'["Held for {0}.","EARLIER"]','EARLIER');
INSERT INTO "tombstones" VALUES(8,1,'documents',34,134,'Held OTHER','HELD','Held for OTHER.',NULL,0,1,0,0,'2026-01-02T03:00:00.000000Z',NULL,0,NULL,NULL,'["Held for {0}.","OTHER"]','OTHER');
INSERT INTO "tombstones" VALUES(9,1,'correspondents',5,55,'Landlord','RETURNED',NULL,NULL,0,1,0,0,'2026-01-02T03:00:00.000000Z',NULL,0,NULL,NULL,NULL,NULL);
CREATE TABLE unselected (
  replica_id integer not null references replicas(id) on delete cascade,
  master_id  integer not null,
  rule       text not null,                       -- This rule excludes the document.
  revision   text not null,                       -- The rules had this revision when they excluded it.
  seen       text not null,                       -- This digest stands for the master's document then.
  title      text not null,                       -- The document had this title then.
  primary key (replica_id, master_id)
) without rowid;
INSERT INTO "unselected" VALUES(1,15,'only-shared','revision','seen','Private');
CREATE TABLE uploads (
  id                integer primary key autoincrement,
  replica_id        integer not null references replicas(id) on delete cascade,
  master_id         integer not null,
  -- An upload is PLANNED, then POSTED with a task, CONSUMED with a document, SETTLED with a mapping; or it FAILED.
  state             text not null check (state in ('PLANNED', 'POSTED', 'CONSUMED', 'SETTLED', 'FAILED')),
  -- The file becomes a document, a version of a copy (3.x), or a copy that replaces another copy (2.x).
  kind              text not null default 'document' check (kind in ('document', 'version', 'replacement')),
  copy_id           integer,                      -- This copy gets the version, or is replaced.
  master_version_id integer,                      -- The file is this version of the master. Null: the only one.
  label             text,                         -- The version gets this label. Null: none.
  file_name         text not null,                -- The POST sends this file name, by which its task is found again.
  size              integer not null,             -- Counts the bytes of the file.
  md5               text not null,                -- The file has this MD5.
  sha256            text not null,                -- The file has this SHA-256.
  master_modified   text,                         -- The master's document was last modified at this time (its clock).
  -- The replica's clock showed this time at the plan. An older task belongs to another upload.
  replica_clock     text,
  planned_at        text not null,                -- The intent was committed at this time.
  posting_at        text,                         -- The first byte left just after this time. Null: none left.
  answered_at       text,                         -- The POST ended at this time: answered, broken or abandoned.
  -- The POST ended without a task: paperless-ngx answered with an error (error), a proxy or nobody answered (slow), or
  -- the connection broke (cut). Null: the POST named a task, or its end is not known.
  answer            text check (answer in ('error', 'slow', 'cut')),
  task_id           text,                         -- The replica consumes the file in this task. Null: not known.
  verified          integer not null default 1,   -- The POST named the task (1), or the file name led to it (0).
  task_status       text,                         -- The task was last seen in this status. Null: it was not seen yet.
  task_since        text,                         -- The task has had this status since this time.
  late              integer not null default 0,   -- The task takes longer than usual (1).
  overtaken         integer not null default 0,   -- The replica consumed later uploads first (1).
  question          text,                         -- Explains why the outcome is unknown. Null: no open question.
  question_at       text,                         -- The question has been open since this time.
  question_until    text,                         -- The question is settled at this time at the latest.
  polls             integer not null default 0,   -- Counts the requests for the task.
  next_poll_at      text,                         -- The controller asks again at this time. Null: now.
  replica_doc_id    integer,                      -- The file became this document, or this version.
  adopted           integer not null default 0,   -- The replica held the same bytes already (1).
  error             text,                         -- Explains why the upload failed.
  changed_at        text not null                 -- The state last changed at this time.
, question_text text, error_text text);
INSERT INTO "uploads" VALUES(1,1,11,'SETTLED','document',NULL,NULL,NULL,'11.pdf',7,'md5 of 11','sha256 of 11',NULL,'Fri, 02 Jan 2026 03:00:00 GMT','2026-01-02T03:00:10.000000Z',NULL,NULL,NULL,'task 1',0,'SUCCESS','2026-01-02T03:00:15.000000Z',0,0,NULL,NULL,NULL,3,NULL,101,1,NULL,'2026-01-02T03:00:20.000000Z',NULL,NULL);
INSERT INTO "uploads" VALUES(2,1,11,'POSTED','version',101,21,'signed','11-signed.pdf',8,'md5 of 21','sha256 of 21','2026-01-02T05:59:00.000000Z',NULL,'2026-01-02T06:00:10.000000Z','2026-01-02T06:00:11.000000Z','2026-01-02T06:00:12.000000Z','slow','task 2',1,'PENDING','2026-01-02T06:00:21.000000Z',1,1,'The task task 2 is missing.','2026-01-02T06:00:13.000000Z','2026-01-03T06:00:00.000000Z',2,'2026-01-02T07:00:00.000000Z',NULL,0,NULL,'2026-01-02T06:00:20.000000Z','["The task {0} is missing.","task 2"]',NULL);
INSERT INTO "uploads" VALUES(3,1,13,'FAILED','replacement',103,NULL,NULL,'13.pdf',9,'md5 of 13','sha256 of 13',NULL,NULL,'2026-01-02T03:00:10.000000Z',NULL,NULL,NULL,NULL,1,NULL,NULL,0,0,NULL,NULL,NULL,0,NULL,NULL,0,'The replica refused the file "13.pdf".','2026-01-03T09:00:00.000000Z',NULL,'["The replica refused the file \"{0}\".","13.pdf"]');
CREATE TABLE verifications (
  replica_id     integer not null references replicas(id) on delete cascade,
  master_id      integer not null,
  replica_doc_id integer not null,
  title          text not null,                   -- The master's document has this title.
  -- The result sums up the bytes of the file and the metadata.
  result         text not null check (result in ('ok', 'mismatch', 'unknown')),
  -- The bytes of the file are equal (ok), or they differ, are missing, or could not be read (unknown).
  bytes          text not null check (bytes in ('ok', 'differs', 'missing', 'unknown')),
  -- The metadata is judged with the same words.
  metadata       text not null check (metadata in ('ok', 'differs', 'missing', 'unknown')),
  keys           text not null,                   -- These fields differ, separated by commas. Empty: none.
  -- The verification compared the checksum on record, or downloaded the file.
  how            text not null check (how in ('checksum', 'download')),
  problem        text,                            -- Describes the mismatch. Null: there is none.
  run_id         integer,                         -- This run verified the copy. The run itself may be gone.
  verified_at    text not null, problem_text text,                   -- The run verified the copy at this time.
  primary key (replica_id, master_id)
) without rowid;
INSERT INTO "verifications" VALUES(1,11,101,'Bill','mismatch','differs','ok','title,tags','download','2 fields differ.',10,'2026-01-02T04:01:00.000000Z','["{0} fields differ.",2]');
CREATE TABLE work (
  replica_id integer not null references replicas(id) on delete cascade,
  master_id  integer not null,
  -- The reason tells what happened: the document is new, changed, compared by a full run, gone from the replica,
  -- linked to a document that has no copy yet, or its file differs.
  reason     text not null check (reason in ('new', 'changed', 'full', 'gone', 'link', 'file')),
  attempts   integer not null default 0,          -- Counts the failed attempts.
  next_at    text,                                -- No attempt begins before this time. Null: now.
  run_id     integer references sync_runs(id) on delete set null,  -- This run does the work. Null: the next run.
  error      text,                                -- Explains why the last attempt failed.
  seen       text,                                -- This digest stands for the master's document at the last attempt.
  created_at text not null, error_text text,                       -- A plan added the item at this time.
  primary key (replica_id, master_id)
) without rowid;
INSERT INTO "work" VALUES(1,12,'changed',0,NULL,11,NULL,NULL,'2026-01-02T06:00:00.000000Z',NULL);
INSERT INTO "work" VALUES(1,13,'new',3,'2026-01-02T08:00:00.000000Z',NULL,'The replica refused the file "13.pdf".','seen','2026-01-02T03:00:00.000000Z','["The replica refused the file \"{0}\".","13.pdf"]');
CREATE INDEX "flyway_schema_history_s_idx" ON "flyway_schema_history" ("success");
CREATE UNIQUE INDEX sync_runs_open on sync_runs(replica_id) where state in ('queued', 'running');
CREATE INDEX sync_runs_recent on sync_runs(replica_id, id);
CREATE INDEX sync_runs_finished on sync_runs(replica_id, finished_at);
CREATE UNIQUE INDEX lookup_map_replica on lookup_map(replica_id, kind, replica_lookup_id);
CREATE UNIQUE INDEX sync_map_replica_doc on sync_map(replica_id, replica_doc_id);
CREATE INDEX file_versions_copy on file_versions(replica_id, replica_doc_id);
CREATE INDEX file_versions_bytes on file_versions(replica_id, sha256);
CREATE UNIQUE INDEX note_map_one on note_map(replica_id, replica_doc_id, master_note_id);
CREATE INDEX checksums_md5 on checksums(md5);
CREATE UNIQUE INDEX uploads_open on uploads(replica_id, master_id) where state in ('PLANNED', 'POSTED', 'CONSUMED');
CREATE INDEX uploads_state on uploads(replica_id, state);
CREATE INDEX replaced_copies_state on replaced_copies(replica_id, state);
CREATE UNIQUE INDEX tombstones_one on tombstones(replica_id, kind, master_id)
  where state in ('OPEN', 'HELD', 'APPROVED', 'ACTING', 'DONE', 'REJECTED');
CREATE INDEX tombstones_state on tombstones(state);
CREATE INDEX plans_run on plans(run_id, id);
CREATE INDEX verifications_oldest on verifications(replica_id, verified_at);
CREATE INDEX alert_outbox_next on alert_outbox(next_at);
CREATE INDEX logs_ts on logs(ts);
CREATE INDEX logs_replica on logs(replica_id, id);
CREATE INDEX logs_run on logs(run_id, id);
CREATE UNIQUE INDEX drills_open on drills(replica_id) where state in ('queued', 'running');
CREATE INDEX drills_recent on drills(replica_id, id);
CREATE INDEX drill_documents_master on drill_documents(master_id, drill_id);
CREATE INDEX returned_documents_finding on returned_documents(switchover_id, finding, id);
CREATE INDEX work_run on work(run_id, master_id);
CREATE INDEX work_reason on work(run_id, reason, master_id);
CREATE INDEX logs_master on logs(master_id, id) where master_id is not null;
CREATE INDEX logs_problems on logs(id) where level <> 'INFO';
CREATE INDEX logs_run_problems on logs(run_id, id) where level <> 'INFO';
CREATE INDEX sync_map_master on sync_map(master_id);
CREATE INDEX sync_map_contested on sync_map(master_id) where contested_at is not null;
CREATE INDEX uploads_master on uploads(master_id, id);
CREATE INDEX plans_offers on plans(run_id) where action = 'offer';
CREATE INDEX sync_runs_success on sync_runs(replica_id, mode, finished_at)
  where state = 'success' and hinted_documents is null;
CREATE INDEX sync_runs_troubles on sync_runs(finished_at) where state in ('failed', 'aborted', 'partial');
CREATE TRIGGER replicas_insert after insert on replicas begin
  insert into counts_revisions values (new.id, random());
end;
CREATE TRIGGER replicas_update after update of last_sync_ts, unmapped_documents on replicas begin
  update counts_revisions set revision = random() where replica_id = new.id;
end;
CREATE TRIGGER switchovers_update after update of state on switchovers begin
  update counts_revisions set revision = random();
end;
CREATE TRIGGER sync_runs_end after update of state on sync_runs begin
  update counts_revisions set revision = random() where replica_id = new.replica_id;
end;
CREATE TRIGGER sync_runs_delete after delete on sync_runs begin
  update counts_revisions set revision = random() where replica_id = old.replica_id;
end;
CREATE TRIGGER sync_map_insert after insert on sync_map begin
  update counts_revisions set revision = random() where replica_id = new.replica_id;
end;
CREATE TRIGGER sync_map_update after update on sync_map begin
  update counts_revisions set revision = random() where replica_id = new.replica_id;
end;
CREATE TRIGGER sync_map_delete after delete on sync_map begin
  update counts_revisions set revision = random() where replica_id = old.replica_id;
end;
CREATE TRIGGER work_insert after insert on work begin
  update counts_revisions set revision = random() where replica_id = new.replica_id;
end;
CREATE TRIGGER work_update after update on work begin
  update counts_revisions set revision = random() where replica_id = new.replica_id;
end;
CREATE TRIGGER work_delete after delete on work begin
  update counts_revisions set revision = random() where replica_id = old.replica_id;
end;
CREATE TRIGGER tombstones_insert after insert on tombstones begin
  update counts_revisions set revision = random() where replica_id = new.replica_id;
end;
CREATE TRIGGER tombstones_update after update on tombstones begin
  update counts_revisions set revision = random() where replica_id = new.replica_id;
end;
CREATE TRIGGER tombstones_delete after delete on tombstones begin
  update counts_revisions set revision = random() where replica_id = old.replica_id;
end;
CREATE TRIGGER unselected_insert after insert on unselected begin
  update counts_revisions set revision = random() where replica_id = new.replica_id;
end;
CREATE TRIGGER unselected_update after update on unselected begin
  update counts_revisions set revision = random() where replica_id = new.replica_id;
end;
CREATE TRIGGER unselected_delete after delete on unselected begin
  update counts_revisions set revision = random() where replica_id = old.replica_id;
end;
CREATE TRIGGER adoptions_insert after insert on adoptions begin
  update counts_revisions set revision = random() where replica_id = new.replica_id;
end;
CREATE TRIGGER adoptions_update after update on adoptions begin
  update counts_revisions set revision = random() where replica_id = new.replica_id;
end;
CREATE TRIGGER adoptions_delete after delete on adoptions begin
  update counts_revisions set revision = random() where replica_id = old.replica_id;
end;
CREATE TRIGGER verifications_insert after insert on verifications begin
  update counts_revisions set revision = random() where replica_id = new.replica_id;
end;
CREATE TRIGGER verifications_update after update on verifications begin
  update counts_revisions set revision = random() where replica_id = new.replica_id;
end;
CREATE TRIGGER verifications_delete after delete on verifications begin
  update counts_revisions set revision = random() where replica_id = old.replica_id;
end;
CREATE TRIGGER file_versions_insert after insert on file_versions begin
  update counts_revisions set revision = random() where replica_id = new.replica_id;
end;
CREATE TRIGGER file_versions_update after update on file_versions begin
  update counts_revisions set revision = random() where replica_id = new.replica_id;
end;
CREATE TRIGGER file_versions_delete after delete on file_versions begin
  update counts_revisions set revision = random() where replica_id = old.replica_id;
end;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('replicas',5);
INSERT INTO "sqlite_sequence" VALUES('sync_runs',11);
INSERT INTO "sqlite_sequence" VALUES('note_map',2);
INSERT INTO "sqlite_sequence" VALUES('uploads',3);
INSERT INTO "sqlite_sequence" VALUES('replaced_copies',1);
INSERT INTO "sqlite_sequence" VALUES('tombstones',9);
INSERT INTO "sqlite_sequence" VALUES('plans',3);
INSERT INTO "sqlite_sequence" VALUES('alert_outbox',1);
INSERT INTO "sqlite_sequence" VALUES('logs',4);
INSERT INTO "sqlite_sequence" VALUES('api_tokens',1);
INSERT INTO "sqlite_sequence" VALUES('drills',2);
INSERT INTO "sqlite_sequence" VALUES('switchovers',3);
INSERT INTO "sqlite_sequence" VALUES('returned_documents',5);
COMMIT;
