alter table replicas add column acceptable text;      -- master, replica: what the last dry run found to be another one; null: nothing
alter table replicas add column people text;          -- digest of the users and groups of the last plan; null: not known
