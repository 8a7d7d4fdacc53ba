-- The files of our copies. A v2 replica has one for each copy; on a v3 replica newer ones are versions, with ids of their own.
create table versions (
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
create index versions_copy on versions(replica_id, replica_doc_id);
create index versions_bytes on versions(replica_id, sha256);
insert into versions(replica_id, replica_doc_id, replica_version_id, master_version_id, md5, sha256, state)
  select m.replica_id, m.replica_doc_id, m.replica_doc_id, m.master_id, u.md5, m.file_checksum, 'LIVE'
  from sync_map m left join (select replica_id, master_id, sha256, max(md5) as md5 from uploads group by 1, 2, 3) u
    on u.replica_id = m.replica_id and u.master_id = m.master_id and u.sha256 = m.file_checksum;

alter table uploads add column kind text not null default 'document'; -- document, version, replacement
alter table uploads add column copy_id integer;        -- the copy that gets the version, or is replaced
alter table uploads add column master_version_id integer;
alter table uploads add column label text;
alter table uploads add column master_modified text;   -- of the master's document when its bytes were fetched

-- Copies on a v2 replica whose place another copy, with verified bytes, has taken.
create table replaced (
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
create index replaced_state on replaced(replica_id, state);

-- Documents of the master that a v2 replica can't hold, because another one of the master's has the same bytes.
create table duplicates (
  replica_id integer not null references replicas(id) on delete cascade,
  master_id  integer not null,
  holder_id  integer not null,                         -- the master's document whose copy has these bytes
  sha256     text not null,
  seen       text not null,                            -- digest of the master's document
  primary key (replica_id, master_id)
) without rowid;

create table note_map (
  id              integer primary key autoincrement,
  replica_id      integer not null references replicas(id) on delete cascade,
  replica_doc_id  integer not null,
  master_note_id  integer not null,
  replica_note_id integer,                             -- null: about to be added
  text            text,                                -- what was to be added, as long as the answer is not known
  ours            integer not null,                    -- 0: it was there before, with the same text
  deleting        integer not null default 0
);
create unique index note_map_one on note_map(replica_id, replica_doc_id, master_note_id);
