-- Until a user accepted a dry run, the replica has only dry runs (1): it was the master before a switchover.
alter table replicas add column dry_run_first integer not null default 0;

-- So many complete full runs must end before the next automatic deletion, because the replica has a new master.
alter table maintenance_state add column runs_before_deletions integer not null default 0;

-- A run last wrote the copy at this time. Null: not since the tables have this column.
alter table sync_map add column changed_at text;

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
  backup          text,              -- This file in the folder of the backups holds the database before the swap.
  swapped_at      text,              -- The swap was committed at this time.
  first_write_at  text,              -- The first write in the new direction was about to leave at this time.
  report          text               -- A JSON object tells what the swap did. Null: there was no swap.
);
