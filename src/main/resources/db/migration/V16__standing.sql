-- What has to be known of a copy in a run that does not compare it.
alter table sync_map add column owned integer;        -- it is to have an owner; null: not known, so it is
alter table sync_map add column number_taken integer; -- its archive serial number, which a document that is not ours keeps on the replica
