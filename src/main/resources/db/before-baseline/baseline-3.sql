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
  requested_at text not null,                     -- The drill was queued at this time.
  started_at   text,                              -- The drill began at this time. Null: it waits.
  finished_at  text                               -- The drill ended at this time. Null: it is open.
);
-- A replica has at most one open drill.
create unique index drills_open on drills(replica_id) where state in ('queued', 'running');
create index drills_recent on drills(replica_id, id);

-- Holds what a drill checked besides single documents.
create table drill_checks (
  drill_id integer not null references drills(id) on delete cascade,  -- The check is part of this drill.
  -- The page for signing in, the list of all documents, or a filter of that list was checked.
  name     text not null
    check (name in ('sign_in', 'documents', 'tag', 'correspondent', 'custom_field', 'date')),
  -- The check found no problem (ok), found one (failed), or was not possible (skipped).
  result   text not null check (result in ('ok', 'failed', 'skipped')),
  detail   text not null,                         -- Tells what was compared, or why it was not.
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
  primary key (drill_id, master_id)
) without rowid;
create index drill_documents_master on drill_documents(master_id, drill_id);
