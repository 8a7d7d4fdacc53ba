-- The master's document had this archive serial number when last compared. Null: none, or not known.
alter table sync_map add column archive_serial_number integer;

-- The page of one document finds its copies, uploads and log without reading all rows.
create index sync_map_master on sync_map(master_id);
create index sync_map_contested on sync_map(master_id) where contested_at is not null;
create index uploads_master on uploads(master_id, id);

-- The inbox counts the adoptions that a dry run offers without reading the whole plan.
create index plans_offers on plans(run_id) where action = 'offer';
