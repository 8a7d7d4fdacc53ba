-- Who the master's documents are, so that another library at the same address is not taken for this one.
alter table sync_map add column added text;            -- when the master took it in
alter table sync_map add column title text;            -- for a person who decides over its deletion
alter table sync_map add column adopted integer not null default 0;

alter table replicas add column highest_master_id integer; -- the highest document id ever seen on the master
alter table replicas add column highest_seen_at text;      -- the master's clock at that time
alter table replicas add column accepted text;             -- what a person allowed for the next cycle

create table tombstones (
  id                integer primary key autoincrement,
  replica_id        integer not null references replicas(id) on delete cascade,
  kind              text not null,                     -- documents, tags, correspondents ...
  master_id         integer not null,
  replica_object_id integer not null,
  title             text not null,
  state             text not null,                     -- OPEN, HELD, APPROVED, ACTING, DONE, REJECTED, RETURNED
  reason            text,                              -- why it waits
  seen_trashed      integer not null default 0,        -- it was seen in the master's trash
  weight            integer not null default 1,        -- documents that it touches
  first_seen_at     text not null,
  acted_at          text,
  by_person         integer not null default 0
);
create unique index tombstones_one on tombstones(replica_id, kind, master_id)
  where state in ('OPEN', 'HELD', 'APPROVED', 'ACTING', 'DONE', 'REJECTED');
create index tombstones_state on tombstones(state);
