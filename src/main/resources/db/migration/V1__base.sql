-- Times are UTC, ISO-8601 with microseconds, so that text order is time order.

create table settings (
  key   text primary key,
  value text not null
);

create table replicas (
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

create table sync_runs (
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
create unique index sync_runs_open on sync_runs(replica_id) where state in ('queued', 'running');

create table sync_map (
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
create unique index sync_map_replica_doc on sync_map(replica_id, replica_doc_id);

create table lookup_map (
  replica_id        integer not null references replicas(id) on delete cascade,
  kind              text not null,
  master_id         integer not null,
  replica_lookup_id integer not null,
  created_by_us     integer not null,
  primary key (replica_id, kind, master_id)
) without rowid;
create unique index lookup_map_replica on lookup_map(replica_id, kind, replica_lookup_id);

create table work (
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
create index work_run on work(run_id);

create table uploads (
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
create unique index uploads_open on uploads(replica_id, master_id) where state in ('PLANNED', 'POSTED', 'CONSUMED');
create index uploads_state on uploads(replica_id, state);

create table logs (
  id         integer primary key autoincrement,
  ts         text not null,
  level      text not null,                            -- INFO, WARN, ERROR
  run_id     integer,
  replica_id integer,
  master_id  integer,
  action     text not null,
  message    text not null
);
create index logs_ts on logs(ts);
create index logs_replica on logs(replica_id, id);
create index logs_run on logs(run_id, id);
