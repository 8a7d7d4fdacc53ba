-- The tables of the controller, in the order of a run: settings, replicas, runs, work, mappings, uploads, deletions,
-- reviews, drills, switchovers, rules, alerts, log, counts.
--
-- A time is UTC text in ISO-8601 with six decimals, so that the order of the text is the order of time.
-- A time comes from the controller's clock unless its sentence names another clock.
-- A sentence without a subject is about its table or column.
-- A flag is 0 or 1. A digest is a hash that only tells whether something changed.
-- A secret is encrypted with Fernet under SECRET_KEY.
-- The column id numbers the rows. A number is given out once.
-- The column replica_id names the replica. A replica's rows go when a user removes the replica.
-- The column master_id holds the id of a document on the master, unless its sentence names another object.
-- The column replica_doc_id holds the id of a document on the replica.
-- A column whose name ends in _text holds the pattern and the values of the sentence in the column before it as a JSON
-- array, so that pages show the sentence in other languages. Null: the sentence is the same in every language, or an
-- older version stored it.


-- Settings and replicas

-- Holds what a user changes while the controller runs. A missing key means the default.
create table settings (
  key   text primary key,  -- The key names the setting.
  value text not null      -- The value is text. The master's token is a secret.
);

-- Holds each replica: what a user configured, and what the controller last saw.
create table replicas (
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
  last_error_text    text,
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
  accepted           text check (accepted in ('master', 'replica')),
  -- Until a user accepts a dry run, the replica has only dry runs (1): it was the master before a switchover.
  dry_run_first      integer not null default 0
);

-- Holds what was last done to a replica as a whole, and which of its own documents a user lets the controller adopt.
create table maintenance_state (
  replica_id            integer primary key references replicas(id) on delete cascade,
  last_full_at          text,     -- The last complete full run began at this time.
  last_verify_at        text,     -- The last nightly verification began at this time.
  nightly_run_id        integer,  -- This run was the last nightly verification. The run itself may be gone.
  planned_at            text,     -- The last plan moved the watermark at this time.
  -- The last plan found these users and groups of the master missing on the replica (one a line). Null: not known.
  missing_accounts      text,
  highest_doc_id        integer,  -- The last inventory of the replica had this highest document id.
  adopt_up_to           integer,  -- A user allowed the adoption of documents up to this id. Null: no user did.
  accepted_at           text,     -- The user allowed it at this time.
  -- So many complete full runs must end before the next automatic deletion, because the replica has a new master.
  runs_before_deletions integer not null default 0
);

-- Holds what an instance requires beyond its address and token. An instance without a row requires nothing.
create table connection_options (
  host    text primary key,  -- The gateway calls the instance by this name: master, replica-2.
  headers text,              -- A JSON object of HTTP headers is a secret. Null: no headers.
  ca      text               -- These PEM certificates are trusted. Null: those of the Java runtime.
);

-- Holds the instances that asked for a pause (Retry-After).
create table retry_after (
  url   text primary key,    -- The URL is the address of the instance.
  until text not null        -- The controller sends no request before this time.
) without rowid;

-- Holds the tags that the identity check created on a replica and has not removed yet.
create table probes (
  name       text primary key,                    -- No other tag has this name.
  replica_id integer not null references replicas(id) on delete cascade,
  url        text not null,                       -- The tag was created at this address.
  tag_id     integer                              -- The replica gave the tag this id. Null: the answer was lost.
);


-- Runs and work

-- Holds the runs of the replicas.
create table sync_runs (
  id               integer primary key autoincrement,
  replica_id       integer not null references replicas(id) on delete cascade,
  -- An incremental run looks at changes, a full run at every document. A dry run and a verification only read.
  mode             text not null check (mode in ('incremental', 'full', 'dry_run', 'verify')),
  -- An open run is queued or running. An ended run had no failure (success), single failures (partial), or none of its
  -- work done (failed); a user cancelled it; or the controller stopped (aborted).
  state            text not null
    check (state in ('queued', 'running', 'success', 'partial', 'failed', 'cancelled', 'aborted')),
  phase            text not null,                 -- The phase names the step in hand.
  -- Webhooks of the master named these documents: their ids, separated by commas. The run compares no other document.
  -- Null: the run compares all changes.
  hinted_documents text,
  current          text,                          -- The run works on this document or lookup.
  total            integer not null default 0,    -- Counts the planned work items.
  uploaded         integer not null default 0,    -- Counts the new copies.
  adopted          integer not null default 0,    -- Counts the documents of the replica that became copies.
  updated          integer not null default 0,    -- Counts the changed copies.
  unchanged        integer not null default 0,    -- Counts the copies that were equal already.
  -- Counts the documents that the rules exclude from the replica. Old versions counted them as unchanged.
  excluded         integer not null default 0,
  failed           integer not null default 0,    -- Counts the documents that failed.
  deferred         integer not null default 0,    -- Counts the documents left to the next run, not as failures.
  drifted          integer not null default 0,    -- Counts the copies that were edited on the replica.
  mismatched       integer not null default 0,    -- Counts the documents that a verification found different.
  lookups          integer not null default 0,    -- Counts the lookups that were created or changed.
  -- Counts the documents that were moved to the replica's trash, and the lookups that were deleted on the replica.
  deleted          integer not null default 0,
  bytes            integer not null default 0,    -- Counts the bytes of the originals that were sent.
  error            text,                          -- Explains why the run failed. Null: it did not.
  error_text       text,
  cancel_requested integer not null default 0,    -- A user asked the run to end after the document in hand.
  started_at       text not null,                 -- The run was queued, and later started, at this time.
  finished_at      text                           -- The run ended at this time. Null: the run is open.
);
-- A replica has at most one open run.
create unique index sync_runs_open on sync_runs(replica_id) where state in ('queued', 'running');
-- Finds the newest runs of a replica.
create index sync_runs_recent on sync_runs(replica_id, id);
-- Finds the runs of a replica that ended in a period.
create index sync_runs_finished on sync_runs(replica_id, finished_at);
-- Finds the last successful run of each mode.
create index sync_runs_success on sync_runs(replica_id, mode, finished_at)
  where state = 'success' and hinted_documents is null;
-- Finds the runs of the last days that failed or had failures.
create index sync_runs_troubles on sync_runs(finished_at) where state in ('failed', 'aborted', 'partial');

-- Holds the work items: documents of the master that need attention on a replica.
create table work (
  replica_id integer not null references replicas(id) on delete cascade,
  master_id  integer not null,
  -- The reason tells what happened: the document is new, changed, compared by a full run, gone from the replica,
  -- linked to a document that has no copy yet, or its file differs.
  reason     text not null check (reason in ('new', 'changed', 'full', 'gone', 'link', 'file')),
  attempts   integer not null default 0,          -- Counts the failed attempts.
  next_at    text,                                -- No attempt begins before this time. Null: now.
  run_id     integer references sync_runs(id) on delete set null,  -- This run does the work. Null: the next run.
  error      text,                                -- Explains why the last attempt failed.
  error_text text,
  refused    integer not null default 0,          -- The replica refused the file at the last attempt (1).
  seen       text,                                -- This digest stands for the master's document at the last attempt.
  created_at text not null,                       -- A plan added the item at this time.
  primary key (replica_id, master_id)
) without rowid;
-- Finds the next work item of a run.
create index work_run on work(run_id, master_id);
-- Finds the next work item of a run by its reason.
create index work_reason on work(run_id, reason, master_id);


-- Mappings

-- Maps each lookup of the master to its lookup on the replica, so that a rename stays a rename.
create table lookup_map (
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
-- A lookup of the replica belongs to at most one lookup of the master.
create unique index lookup_map_replica on lookup_map(replica_id, kind, replica_lookup_id);

-- Holds the lookups that a run is about to create. The row identifies a lookup whose answer was lost.
create table lookup_intents (
  replica_id integer not null references replicas(id) on delete cascade,
  -- The API of paperless-ngx calls the kind by this name.
  kind       text not null
    check (kind in ('tags', 'correspondents', 'document_types', 'storage_paths', 'custom_fields')),
  master_id  integer not null,                    -- The master gave the lookup this id.
  name       text not null,                       -- The run sends this name.
  owner      integer,                             -- The run sends this user of the replica as owner. Null: no owner.
  primary key (replica_id, kind, master_id)
) without rowid;

-- Maps each document of the master to its copy on the replica.
create table sync_map (
  replica_id            integer not null references replicas(id) on delete cascade,
  master_id             integer not null,
  replica_doc_id        integer not null,
  file_checksum         text not null,            -- The copy's original has this SHA-256. Empty: not known.
  fingerprint           text,                     -- The copy equals the target of this fingerprint. Null: unknown.
  seen                  text,                     -- This digest stands for the master's document when last compared.
  -- When the replica was the master, this digest stood for the document that is now the copy, as it was carried last.
  -- Null: the replica never was the master, or changes of the document had not been carried.
  seen_as_master        text,
  -- At this time a run had written the copy twice, and the copy differed again. Null: the copy is not contested.
  contested_at          text,
  synced_at             text not null,            -- The copy was last compared at this time.
  changed_at            text,                     -- A run last wrote the copy at this time. Null: not known, or never.
  added                 text,                     -- The master's clock: the master added the document at this time.
  replica_added         text,                     -- The replica's clock: the replica added the copy at this time.
  title                 text,                     -- The master's document had this title when last compared.
  -- The master's document had this archive serial number when last compared. Null: none, or not known.
  archive_serial_number integer,
  adopted               integer not null default 0,  -- The replica held the document before the controller did (1).
  has_owner             integer,                  -- The target has an owner. Null: not known, treated as 1.
  number_taken          integer,                  -- A foreign document keeps this archive serial number of the copy.
  -- The target lacks the links to these documents, which are not on the master (ids, separated by commas).
  links_left_out        text,
  primary key (replica_id, master_id)
) without rowid;
-- A document of the replica is the copy of at most one document of the master.
create unique index sync_map_replica_doc on sync_map(replica_id, replica_doc_id);
-- Finds the copies of a document on all replicas.
create index sync_map_master on sync_map(master_id, title);
-- Finds the copies without a title.
create index sync_map_untitled on sync_map(master_id, title) where title is null;
-- Finds the copies by the archive serial number of their document.
create index sync_map_number on sync_map(archive_serial_number) where archive_serial_number is not null;
-- Finds the contested copies on all replicas.
create index sync_map_contested on sync_map(master_id) where contested_at is not null;

-- Holds the titles of the copies, each title of a document once for all replicas. A search reads this table instead of
-- all mappings. Usually, all copies of a document have the same title.
create table titles (
  master_id integer not null,
  title     text not null,                        -- At least one copy of the document has this title.
  primary key (master_id, title)
) without rowid;
-- Lists the documents by title, upper and lower case alike.
create index titles_order on titles(title collate nocase, master_id);

-- These triggers keep the titles equal to those of the mappings.
create trigger titles_insert after insert on sync_map when new.title is not null begin
  insert into titles values (new.master_id, new.title) on conflict do nothing;
end;
create trigger titles_update after update of master_id, title on sync_map
  when old.title is not new.title or old.master_id <> new.master_id
begin
  insert into titles select new.master_id, new.title where new.title is not null on conflict do nothing;
  delete from titles where master_id = old.master_id and title = old.title
    and not exists (select 1 from sync_map m where m.master_id = old.master_id and m.title = old.title);
end;
create trigger titles_delete after delete on sync_map when old.title is not null begin
  delete from titles where master_id = old.master_id and title = old.title
    and not exists (select 1 from sync_map m where m.master_id = old.master_id and m.title = old.title);
end;

-- Holds the files of the copies. A copy on a 2.x replica has one file; on a 3.x replica newer files are versions.
create table file_versions (
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
-- Finds the files of a copy.
create index file_versions_copy on file_versions(replica_id, replica_doc_id);
-- Finds the copies that have certain bytes.
create index file_versions_bytes on file_versions(replica_id, sha256);

-- SQLite chooses an index by these numbers: rows of the table, and rows for each value of the first column and of all
-- columns of the index. Without them, SQLite would read all files of a replica to find the files of one copy.
analyze file_versions; -- creates sqlite_stat1, and no row for an empty table
insert into sqlite_stat1(tbl, idx, stat) values
  ('file_versions', 'file_versions', '100000 50000 1'),
  ('file_versions', 'file_versions_copy', '100000 50000 2'),
  ('file_versions', 'file_versions_bytes', '100000 50000 2');
analyze sqlite_schema; -- reads the numbers

-- Maps each note of the master to its note on the copy.
create table note_map (
  id              integer primary key autoincrement,
  replica_id      integer not null references replicas(id) on delete cascade,
  replica_doc_id  integer not null,
  master_note_id  integer not null,               -- The master gave the note this id.
  replica_note_id integer,                        -- The replica gave the note this id. Null: not added yet.
  text            text,                           -- The run sends this text. Null: the answer arrived.
  ours            integer not null,               -- The controller added the note (1), or found it (0).
  deleting        integer not null default 0      -- The run is about to delete the note (1).
);
-- A note of the master has at most one note on a copy.
create unique index note_map_one on note_map(replica_id, replica_doc_id, master_note_id);

-- Holds the MD5 and SHA-256 of the same bytes, so that no file is read twice: 2.x reports one, 3.x the other.
create table checksums (
  sha256 text primary key,  -- The bytes have this SHA-256.
  md5    text not null      -- The bytes have this MD5.
) without rowid;
-- Finds the SHA-256 that belongs to an MD5.
create index checksums_md5 on checksums(md5);

-- Holds the documents that the rules exclude from a replica, with and without a copy.
create table unselected (
  replica_id integer not null references replicas(id) on delete cascade,
  master_id  integer not null,
  rule       text not null,                       -- This rule excludes the document.
  revision   text not null,                       -- The rules had this revision when they excluded it.
  seen       text not null,                       -- This digest stands for the master's document then.
  title      text not null,                       -- The document had this title then.
  primary key (replica_id, master_id)
) without rowid;

-- Holds the documents that a 2.x replica refuses, because another document of the master has the same bytes.
create table duplicates (
  replica_id integer not null references replicas(id) on delete cascade,
  master_id  integer not null,
  holder_id  integer not null,                    -- The copy of this document of the master has the bytes.
  sha256     text not null,                       -- The bytes have this SHA-256.
  seen       text not null,                       -- This digest stands for the master's document then.
  primary key (replica_id, master_id)
) without rowid;

-- Holds the documents that a replica held before the controller did. Each waits until a user allows its adoption.
create table adoptions (
  replica_id     integer not null references replicas(id) on delete cascade,
  master_id      integer not null,
  replica_doc_id integer not null,
  title          text not null,                   -- The master's document has this title.
  found_at       text not null,                   -- A run found the pair at this time.
  primary key (replica_id, master_id)
) without rowid;


-- Uploads

-- Holds the uploads: an intent before the POST, and then its progress.
create table uploads (
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
  question_text     text,
  question_at       text,                         -- The question has been open since this time.
  question_until    text,                         -- The question is settled at this time at the latest.
  polls             integer not null default 0,   -- Counts the requests for the task.
  next_poll_at      text,                         -- The controller asks again at this time. Null: now.
  replica_doc_id    integer,                      -- The file became this document, or this version.
  adopted           integer not null default 0,   -- The replica held the same bytes already (1).
  error             text,                         -- Explains why the upload failed.
  error_text        text,
  changed_at        text not null                 -- The state last changed at this time.
);
-- A document has at most one open upload to a replica.
create unique index uploads_open on uploads(replica_id, master_id) where state in ('PLANNED', 'POSTED', 'CONSUMED');
-- Finds the open uploads to a replica.
create index uploads_state on uploads(replica_id, state);
-- Finds the uploads of a document.
create index uploads_master on uploads(master_id, id);

-- Holds the copies on a 2.x replica that another copy, with verified bytes, has replaced.
create table replaced_copies (
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
-- Finds the replaced copies that wait for the trash of a replica.
create index replaced_copies_state on replaced_copies(replica_id, state);


-- Deletions

-- Holds the tombstones: mapped documents and lookups that left the master, and copies that a rule excludes.
create table tombstones (
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
  reason_text       text,
  -- The deletion is held for this cause, unless a rule excludes the document. Null: it is not held.
  cause             text check (cause in ('NOT_IN_TRASH', 'LIMIT', 'SETTING', 'EARLIER', 'OTHER')),
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
);
-- A document or lookup has at most one tombstone that is not void.
create unique index tombstones_one on tombstones(replica_id, kind, master_id)
  where state in ('OPEN', 'HELD', 'APPROVED', 'ACTING', 'DONE', 'REJECTED');
-- Finds the held deletions of all replicas.
create index tombstones_state on tombstones(state);


-- Reviews

-- Holds what a dry run found: each row is one step that a run would take.
create table plans (
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
  reason            text not null,                -- Explains why a run would take the step.
  reason_text       text
);
-- Finds the steps of a dry run, in their order.
create index plans_run on plans(run_id, id);
-- Finds the adoptions that a dry run offers.
create index plans_offers on plans(run_id) where action = 'offer';

-- Holds what the last verification of each copy found.
create table verifications (
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
  problem_text   text,
  run_id         integer,                         -- This run verified the copy. The run itself may be gone.
  verified_at    text not null,                   -- The run verified the copy at this time.
  primary key (replica_id, master_id)
) without rowid;
-- Finds the copies of a replica whose verification is oldest.
create index verifications_oldest on verifications(replica_id, verified_at);
-- Finds the copies that differed at their verification.
create index verifications_mismatch on verifications(replica_id, master_id) where result = 'mismatch';

-- Holds what the timeline of a replica shows and no other table remembers: one row for each hour, kept for 90 days.
create table replica_samples (
  replica_id integer not null references replicas(id) on delete cascade,
  at         text not null,     -- The hour began at this time.
  documents  integer not null,  -- Counts the copies that can be verified.
  verified   integer not null,  -- Counts the copies among them that were ever verified.
  held       integer not null,  -- Counts the deletions that waited for a decision.
  primary key (replica_id, at)
) without rowid;


-- Drills

-- Holds the drills: each proves that a replica could be used, and changes nothing on it.
create table drills (
  id           integer primary key autoincrement,
  replica_id   integer not null references replicas(id) on delete cascade,
  -- The drill waits (queued), runs (running), found no problem (passed), found one (failed), or did not come to an
  -- end (aborted).
  state        text not null check (state in ('queued', 'running', 'passed', 'failed', 'aborted')),
  by_hand      integer not null,                  -- A user requested the drill (1), or it was due (0).
  total        integer not null default 0,        -- Counts the documents that were chosen.
  summary      text,                              -- Tells the result in one sentence. Null: the drill is open.
  summary_text text,
  requested_at text not null,                     -- The drill was queued at this time.
  started_at   text,                              -- The drill began at this time. Null: it waits.
  finished_at  text                               -- The drill ended at this time. Null: it is open.
);
-- A replica has at most one open drill.
create unique index drills_open on drills(replica_id) where state in ('queued', 'running');
-- Finds the newest drills of a replica.
create index drills_recent on drills(replica_id, id);

-- Holds what a drill checked besides single documents.
create table drill_checks (
  drill_id    integer not null references drills(id) on delete cascade,  -- The check is part of this drill.
  -- The page for signing in, the list of all documents, or a filter of that list was checked.
  name        text not null
    check (name in ('sign_in', 'documents', 'tag', 'correspondent', 'custom_field', 'date')),
  -- The check found no problem (ok), found one (failed), or was not possible (skipped).
  result      text not null check (result in ('ok', 'failed', 'skipped')),
  detail      text not null,                      -- Tells what was compared, or why it was not.
  detail_text text,
  primary key (drill_id, name)
) without rowid;

-- Holds the documents of each drill, and whether their parts could be used (ok, failed, skipped).
create table drill_documents (
  drill_id       integer not null references drills(id) on delete cascade,  -- This drill checked the copy.
  master_id      integer not null,
  replica_doc_id integer not null,                -- The copy was checked under this id.
  title          text,                            -- The master's document had this title.
  details        text not null check (details in ('ok', 'failed', 'skipped')),    -- The API shows the copy.
  original       text not null check (original in ('ok', 'failed', 'skipped')),   -- The file has the known SHA-256.
  thumbnail      text not null check (thumbnail in ('ok', 'failed', 'skipped')),  -- The thumbnail has content.
  preview        text not null check (preview in ('ok', 'failed', 'skipped')),    -- The preview has content.
  search         text not null check (search in ('ok', 'failed', 'skipped')),     -- A word of its text finds the copy.
  detail         text,                            -- Tells what failed, and why a part was skipped. Null: all is well.
  detail_text    text,
  primary key (drill_id, master_id)
) without rowid;
-- Finds the last drill that checked a document.
create index drill_documents_master on drill_documents(master_id, drill_id);


-- Switchovers

-- Holds the switchovers: a replica became the master, and the master a replica. The rows are kept for good.
create table switchovers (
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
  reason_text     text,
  backup          text,              -- This file in the folder of the backups holds the database before the swap.
  swapped_at      text,              -- The swap was committed at this time.
  first_write_at  text,              -- The first write in the new direction was about to leave at this time.
  report          text               -- A JSON object tells what the swap did. Null: there was no swap.
);

-- Holds what a dry run found on an old master. Each dry run replaces the rows, until a user accepts one. The rows are
-- then kept for good.
create table returned_documents (
  id            integer primary key autoincrement,
  switchover_id integer not null references switchovers(id),  -- This switchover replaced the old master.
  -- Only the old master has the document (left_behind). Its copy differs, and was changed on the old master after the
  -- last sync (diverged) or not (overwritten). The old master no longer has it (deleted).
  finding       text not null check (finding in ('left_behind', 'diverged', 'overwritten', 'deleted')),
  document_id   integer not null,  -- The old master gave the document this id.
  master_id     integer,           -- The new master gave the document this id. Null: it does not have the document.
  title         text not null,     -- The document has this title.
  -- A JSON list of {key, old, new} describes the changes; a JSON object holds the metadata of a left-behind document.
  details       text not null,
  found_at      text not null      -- The dry run found it at this time.
);
-- Finds the documents of a switchover that have the same finding.
create index returned_documents_finding on returned_documents(switchover_id, finding, id);


-- Rules

-- Holds the users' rules that ran at some time. Their files hold the current text.
create table rules (
  name       text primary key,                    -- The name is that of the file, without .yaml.
  hooks      text not null,                       -- The last text that ran has these hooks, separated by commas.
  good_text  text not null,                       -- The last text that ran is kept.
  good_at    text not null,                       -- That text first ran at this time.
  everywhere integer not null default 0           -- The rule is on for every replica (1).
) without rowid;

-- Switches a rule on for single replicas.
create table rule_replicas (
  name       text not null references rules(name) on delete cascade,  -- The name identifies the rule.
  replica_id integer not null references replicas(id) on delete cascade,
  primary key (name, replica_id)
) without rowid;


-- Alerts

-- Holds the addresses that get alerts and pings.
create table alert_targets (
  name            text primary key,               -- The name tells the use: webhook, ntfy, ping-1 (for replica 1).
  replica_id      integer references replicas(id) on delete cascade,  -- The ping is about this replica. Null: no ping.
  url             text not null,                  -- The address is a secret: whoever knows a webhook may call it.
  token           text,                           -- The token is a secret. Null: none.
  -- What the target needs beyond its address and secret, such as a chat or the recipients of a mail, as JSON without
  -- secrets. Null: nothing.
  options         text,
  last_ok_at      text,                           -- The target last accepted a message at this time.
  last_error      text,                           -- Explains why the target refused the last message.
  last_error_text text
);

-- Holds the active conditions that were already notified, so that a restart neither repeats nor loses an alert.
create table alert_states (
  replica_id integer not null,                    -- The condition is about this replica. 0: about none.
  condition  text not null,                       -- The condition has this name: blocked, held, lag.
  since      text not null,                       -- The condition has been active since this time.
  primary key (replica_id, condition)
);

-- Holds the alerts and pings that wait for their delivery, and those of the last days.
create table alert_outbox (
  id         integer primary key autoincrement,
  target     text not null references alert_targets(name) on delete cascade,  -- This target gets the message.
  event      text not null,                       -- The message is about this event.
  path       text not null,                       -- The delivery appends this path to the address.
  body       text not null,                       -- The delivery sends this text.
  attempts   integer not null default 0,          -- Counts the attempts.
  created_at text not null,                       -- The event happened at this time.
  next_at    text                                 -- The next attempt begins at this time. Null: delivered or given up.
);
-- Finds the messages whose next attempt is due.
create index alert_outbox_next on alert_outbox(next_at);


-- Log, access and database

-- Holds the log that users read. Its rows outlive runs and replicas.
create table logs (
  id         integer primary key autoincrement,
  ts         text not null,                       -- The row was written at this time.
  -- The level tells how urgent the row is.
  level      text not null check (level in ('INFO', 'WARN', 'ERROR')),
  run_id     integer,                             -- The row is about this run. Null: about none.
  replica_id integer,                             -- The row is about this replica. Null: about none.
  master_id  integer,                             -- The row is about this document of the master. Null: about none.
  action     text not null,                       -- One or two words name the event.
  message    text not null,                       -- Describes the event in one sentence.
  -- The pattern and the values of the message as a JSON array, so that pages show the message in other languages. Null:
  -- the message is the same in every language.
  text       text
);
-- Finds the log of a period.
create index logs_ts on logs(ts);
-- Finds the log of a replica.
create index logs_replica on logs(replica_id, id);
-- Finds the log of a run.
create index logs_run on logs(run_id, id);
-- Finds the log of a document.
create index logs_master on logs(master_id, id) where master_id is not null;
-- Finds the warnings and errors of all runs.
create index logs_problems on logs(id) where level <> 'INFO';
-- Finds the warnings and errors of a run.
create index logs_run_problems on logs(run_id, id) where level <> 'INFO';

-- Holds which trigrams (three successive characters) the messages of a block of rows contain, so that a search for a
-- text leaves out blocks.
create table log_digests (
  language text not null,                         -- The messages were read in this language (ISO 639).
  first_id integer not null,                      -- The rows of the block have ids from this one.
  last_id  integer not null,                      -- The rows of the block have ids up to this one.
  revision integer not null,                      -- Digests of other revisions are not used, and are replaced.
  digest   blob not null,                         -- Each bit stands for some trigrams.
  primary key (language, first_id)
);

-- Holds the API tokens of scripts, without the tokens themselves: a token is shown once.
create table api_tokens (
  id           integer primary key autoincrement,
  name         text not null unique,              -- The name identifies the token to users.
  hash         text not null unique,              -- The token has this SHA-256, in hexadecimal digits.
  -- A reader reads, an admin also changes, and a hook only reports that a paperless-ngx changed.
  role         text not null check (role in ('reader', 'admin', 'hook')),
  created_at   text not null,                     -- A user created the token at this time.
  created_by   text,                              -- This user created it. Null: nobody was signed in.
  last_used_at text                               -- A script last used the token at this time.
);

-- Holds the number of committed transactions, in one row. A file beside the database holds the same number. A higher
-- number in the file shows that the database misses the newest transactions.
create table commits (
  id     integer primary key check (id = 1),      -- The table has one row.
  number integer not null,                        -- Counts the committed transactions.
  filler blob                                     -- A probe for free space fills this column within one transaction.
);
insert into commits(id, number) values (1, 0);


-- Counts

-- Holds a random number for each replica. The counts of the replica's documents are kept in memory as long as the
-- number stays the same.
create table counts_revisions (
  replica_id integer primary key references replicas(id) on delete cascade,
  revision   integer not null                     -- A trigger replaces this random number.
);

-- These triggers give a new replica a random number, and replace the number whenever a row changes that counts of the
-- replica's documents read. A switchover changes what is counted on every replica.
create trigger replicas_insert after insert on replicas begin
  insert into counts_revisions values (new.id, random());
end;
create trigger replicas_update after update of last_sync_ts, unmapped_documents on replicas begin
  update counts_revisions set revision = random() where replica_id = new.id;
end;
create trigger switchovers_update after update of state on switchovers begin
  update counts_revisions set revision = random();
end;
create trigger sync_runs_end after update of state on sync_runs begin
  update counts_revisions set revision = random() where replica_id = new.replica_id;
end;
create trigger sync_runs_delete after delete on sync_runs begin
  update counts_revisions set revision = random() where replica_id = old.replica_id;
end;
create trigger sync_map_insert after insert on sync_map begin
  update counts_revisions set revision = random() where replica_id = new.replica_id;
end;
create trigger sync_map_update after update on sync_map begin
  update counts_revisions set revision = random() where replica_id = new.replica_id;
end;
create trigger sync_map_delete after delete on sync_map begin
  update counts_revisions set revision = random() where replica_id = old.replica_id;
end;
create trigger work_insert after insert on work begin
  update counts_revisions set revision = random() where replica_id = new.replica_id;
end;
create trigger work_update after update on work begin
  update counts_revisions set revision = random() where replica_id = new.replica_id;
end;
create trigger work_delete after delete on work begin
  update counts_revisions set revision = random() where replica_id = old.replica_id;
end;
create trigger tombstones_insert after insert on tombstones begin
  update counts_revisions set revision = random() where replica_id = new.replica_id;
end;
create trigger tombstones_update after update on tombstones begin
  update counts_revisions set revision = random() where replica_id = new.replica_id;
end;
create trigger tombstones_delete after delete on tombstones begin
  update counts_revisions set revision = random() where replica_id = old.replica_id;
end;
create trigger unselected_insert after insert on unselected begin
  update counts_revisions set revision = random() where replica_id = new.replica_id;
end;
create trigger unselected_update after update on unselected begin
  update counts_revisions set revision = random() where replica_id = new.replica_id;
end;
create trigger unselected_delete after delete on unselected begin
  update counts_revisions set revision = random() where replica_id = old.replica_id;
end;
create trigger adoptions_insert after insert on adoptions begin
  update counts_revisions set revision = random() where replica_id = new.replica_id;
end;
create trigger adoptions_update after update on adoptions begin
  update counts_revisions set revision = random() where replica_id = new.replica_id;
end;
create trigger adoptions_delete after delete on adoptions begin
  update counts_revisions set revision = random() where replica_id = old.replica_id;
end;
create trigger verifications_insert after insert on verifications begin
  update counts_revisions set revision = random() where replica_id = new.replica_id;
end;
create trigger verifications_update after update on verifications begin
  update counts_revisions set revision = random() where replica_id = new.replica_id;
end;
create trigger verifications_delete after delete on verifications begin
  update counts_revisions set revision = random() where replica_id = old.replica_id;
end;
create trigger file_versions_insert after insert on file_versions begin
  update counts_revisions set revision = random() where replica_id = new.replica_id;
end;
create trigger file_versions_update after update on file_versions begin
  update counts_revisions set revision = random() where replica_id = new.replica_id;
end;
create trigger file_versions_delete after delete on file_versions begin
  update counts_revisions set revision = random() where replica_id = old.replica_id;
end;
