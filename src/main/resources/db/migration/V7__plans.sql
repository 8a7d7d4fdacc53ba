-- What a full run, a dry run, a verification and an adoption keep.
alter table sync_runs add column drifted integer not null default 0;    -- copies that were edited on the replica
alter table sync_runs add column mismatched integer not null default 0; -- documents that a verification found different

create table upkeep (                                  -- what is done to a replica from time to time
  replica_id      integer primary key references replicas(id) on delete cascade,
  last_full_at    text,                                -- our clock: the last full run that came to its end began
  last_verify_at  text,                                -- our clock: the last nightly verification began
  highest_doc_id  integer,                             -- highest document id in the replica's last inventory
  adopt_up_to     integer,                             -- documents up to this id were confirmed for adoption by a person
  accepted_at     text,
  nightly_run_id  integer                              -- the run of the last nightly verification
);

create table plans (                                   -- what a dry run found, a row each
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
create index plans_run on plans(run_id, id);

create table adoptions (                               -- documents that the replica held before us; they wait for a person
  replica_id     integer not null references replicas(id) on delete cascade,
  master_id      integer not null,
  replica_doc_id integer not null,
  title          text not null,
  found_at       text not null,
  primary key (replica_id, master_id)
) without rowid;

create table checksums (                               -- both kinds of the same bytes, so that nothing is read twice
  sha256 text primary key,
  md5    text not null
) without rowid;
create index checksums_md5 on checksums(md5);

create table verifications (
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
create index verifications_oldest on verifications(replica_id, verified_at);
