-- How long a task is in one state, so that only the worker's own time counts against it.
alter table uploads add column task_status text;       -- as it was last seen; null: not seen yet
alter table uploads add column task_since text;        -- since when it is seen so
alter table uploads add column late integer not null default 0; -- it waits longer in the queue than a worker may take, and that was said

-- Links whose other end is not on the master any more: documents, separated by commas. They come back with them.
alter table sync_map add column left_out text;

-- What a custom field was when its documents were last queued for it.
alter table lookup_map add column definition text;

-- Tags that were made to prove a replica, until they are gone again.
create table probes (
  name       text primary key,
  replica_id integer not null references replicas(id) on delete cascade,
  url        text not null,                            -- where it was made
  tag_id     integer                                   -- null: not known, its answer was lost
);
