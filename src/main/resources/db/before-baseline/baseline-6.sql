-- The next work item of a run is found without reading all items of the run.
drop index work_run;
create index work_run on work(run_id, master_id);
create index work_reason on work(run_id, reason, master_id);

-- SQLite chooses an index by these numbers: rows of the table, and rows for each value of the first column and of all
-- columns of the index. Without them, SQLite would read all files of a replica to find the files of one copy.
analyze file_versions;
delete from sqlite_stat1 where tbl = 'file_versions';
insert into sqlite_stat1(tbl, idx, stat) values
  ('file_versions', 'file_versions', '100000 50000 1'),
  ('file_versions', 'file_versions_copy', '100000 50000 2'),
  ('file_versions', 'file_versions_bytes', '100000 50000 2');
analyze sqlite_schema; -- reads the numbers
