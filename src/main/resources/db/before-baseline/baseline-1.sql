-- The last plan found these users and groups of the master missing on the replica (one a line). Null: not known.
alter table maintenance_state add column missing_accounts text;
