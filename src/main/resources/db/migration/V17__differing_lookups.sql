-- The last run that compared lookups could not make these equal to the master's (one a line). Null: none, or not known.
alter table maintenance_state add column differing_lookups text;
