-- By what a copy in the replica's trash, and its document, are known again; null: not known.
alter table tombstones add column added text;         -- as in sync_map
alter table tombstones add column replica_added text; -- as in sync_map
