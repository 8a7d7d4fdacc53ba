-- When the replica took a copy in: it never changes, so a document of the same id with another time is not our copy.
alter table sync_map add column replica_added text;
