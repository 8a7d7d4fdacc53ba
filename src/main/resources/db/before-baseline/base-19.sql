alter table tombstones add column weighed integer not null default 0; -- the weight counts the documents that used the lookup when the lookup was first missing (1)
