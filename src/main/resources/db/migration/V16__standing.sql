-- What has to be known of a copy in a run that does not compare it.
alter table sync_map add column owned integer;        -- it is to have an owner; null: not known, so it is
alter table sync_map add column number_taken integer; -- its archive serial number, which a document that is not ours keeps on the replica

-- Lookups that are about to be made on a replica: where the answer is lost, what was made is known by this.
create table lookup_intents (
  replica_id integer not null references replicas(id) on delete cascade,
  kind       text not null,
  master_id  integer not null,
  name       text not null,
  owner      integer,                                  -- the replica's user; null: nobody
  primary key (replica_id, kind, master_id)
) without rowid;

-- How many documents of the last inventory were not ours; until now it was how many there were in all.
alter table replicas rename column documents to strangers;
update replicas set strangers = 0;
