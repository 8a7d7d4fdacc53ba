-- Holds what the timeline of a replica shows and no other table remembers: one row for each hour, kept for 90 days.
create table replica_samples (
  replica_id integer not null references replicas(id) on delete cascade,
  at         text not null,     -- The hour began at this time.
  documents  integer not null,  -- Counts the copies that can be verified.
  verified   integer not null,  -- Counts the copies among them that were ever verified.
  held       integer not null,  -- Counts the deletions that waited for a decision.
  primary key (replica_id, at)
) without rowid;
