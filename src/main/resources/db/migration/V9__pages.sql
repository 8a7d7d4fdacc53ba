-- Heartbeats and the curves of a day are read with every look at the dashboard.
create index sync_runs_recent on sync_runs(replica_id, id);
create index sync_runs_finished on sync_runs(replica_id, finished_at);

-- Access for scripts. Only the hash of a token is kept: it is shown once, when it is made.
create table api_tokens (
  id           integer primary key autoincrement,
  name         text not null unique,
  hash         text not null unique,                   -- SHA-256, hex
  role         text not null,                          -- reader, admin
  created_at   text not null,
  created_by   text,
  last_used_at text
);
