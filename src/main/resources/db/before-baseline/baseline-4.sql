-- When the replica was the master, this digest stood for the document that is now the copy, as it was carried last.
-- Null: the replica never was the master, or changes of the document had not been carried.
alter table sync_map add column seen_as_master text;

-- Holds what a dry run found on an old master. Each dry run replaces the rows, until a user accepts one. The rows are
-- then kept for good.
create table returned_documents (
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
create index returned_documents_finding on returned_documents(switchover_id, finding, id);
