-- The last run could not make these lookups of the replica equal to the master's (one a line). Null: none, or not known.
alter table maintenance_state add column differing_lookups text;
