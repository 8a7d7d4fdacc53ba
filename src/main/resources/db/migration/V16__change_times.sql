-- Times of the last changes. A time that is earlier than the stored time shows that an instance was restored from a
-- backup (IdentitySamples).

-- The master's clock: the document was last changed at this time. Null: not known.
alter table sync_map add column modified text;
-- The replica's clock: the copy was last changed at this time. Null: not known.
alter table sync_map add column replica_modified text;
-- Find the documents and the copies that were changed last.
create index sync_map_modified on sync_map(replica_id, modified);
create index sync_map_replica_modified on sync_map(replica_id, replica_modified);
