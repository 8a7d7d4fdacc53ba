alter table tombstones add column weighed integer not null default 0; -- of a lookup: its weight is what used it when it was first missed
