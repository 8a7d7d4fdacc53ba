-- Counts the documents that the rules exclude from the replica. Earlier runs counted them as unchanged.
alter table sync_runs add column excluded integer not null default 0;

-- Finds the log of one document, and warnings and errors, of all runs and of one run, without reading all other rows.
create index logs_master on logs(master_id, id) where master_id is not null;
create index logs_problems on logs(id) where level <> 'INFO';
create index logs_run_problems on logs(run_id, id) where level <> 'INFO';
