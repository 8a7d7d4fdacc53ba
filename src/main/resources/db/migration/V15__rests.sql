-- Instances that asked to be left alone for a while (Retry-After), by address.
create table rests (
  url   text primary key,
  until text not null                                  -- our clock
) without rowid;
