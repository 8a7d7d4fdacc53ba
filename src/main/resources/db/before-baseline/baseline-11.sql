-- Finds the last successful run of each mode, and the failed runs of the last days, without reading all runs.
create index sync_runs_success on sync_runs(replica_id, mode, finished_at)
  where state = 'success' and hinted_documents is null;
create index sync_runs_troubles on sync_runs(finished_at) where state in ('failed', 'aborted', 'partial');

-- Holds a random number for each replica, which triggers replace whenever a row changes that counts of the replica's
-- documents read. Numbers that were counted are kept as long as it stays the same.
create table counts_revisions (
  replica_id integer primary key references replicas(id) on delete cascade,
  revision   integer not null
);
insert into counts_revisions select id, 0 from replicas;

create trigger replicas_insert after insert on replicas begin
  insert into counts_revisions values (new.id, random());
end;
create trigger replicas_update after update of last_sync_ts, unmapped_documents on replicas begin
  update counts_revisions set revision = random() where replica_id = new.id;
end;
create trigger switchovers_update after update of state on switchovers begin
  update counts_revisions set revision = random();
end;
create trigger sync_runs_end after update of state on sync_runs begin
  update counts_revisions set revision = random() where replica_id = new.replica_id;
end;
create trigger sync_runs_delete after delete on sync_runs begin
  update counts_revisions set revision = random() where replica_id = old.replica_id;
end;
create trigger sync_map_insert after insert on sync_map begin
  update counts_revisions set revision = random() where replica_id = new.replica_id;
end;
create trigger sync_map_update after update on sync_map begin
  update counts_revisions set revision = random() where replica_id = new.replica_id;
end;
create trigger sync_map_delete after delete on sync_map begin
  update counts_revisions set revision = random() where replica_id = old.replica_id;
end;
create trigger work_insert after insert on work begin
  update counts_revisions set revision = random() where replica_id = new.replica_id;
end;
create trigger work_update after update on work begin
  update counts_revisions set revision = random() where replica_id = new.replica_id;
end;
create trigger work_delete after delete on work begin
  update counts_revisions set revision = random() where replica_id = old.replica_id;
end;
create trigger tombstones_insert after insert on tombstones begin
  update counts_revisions set revision = random() where replica_id = new.replica_id;
end;
create trigger tombstones_update after update on tombstones begin
  update counts_revisions set revision = random() where replica_id = new.replica_id;
end;
create trigger tombstones_delete after delete on tombstones begin
  update counts_revisions set revision = random() where replica_id = old.replica_id;
end;
create trigger unselected_insert after insert on unselected begin
  update counts_revisions set revision = random() where replica_id = new.replica_id;
end;
create trigger unselected_update after update on unselected begin
  update counts_revisions set revision = random() where replica_id = new.replica_id;
end;
create trigger unselected_delete after delete on unselected begin
  update counts_revisions set revision = random() where replica_id = old.replica_id;
end;
create trigger adoptions_insert after insert on adoptions begin
  update counts_revisions set revision = random() where replica_id = new.replica_id;
end;
create trigger adoptions_update after update on adoptions begin
  update counts_revisions set revision = random() where replica_id = new.replica_id;
end;
create trigger adoptions_delete after delete on adoptions begin
  update counts_revisions set revision = random() where replica_id = old.replica_id;
end;
create trigger verifications_insert after insert on verifications begin
  update counts_revisions set revision = random() where replica_id = new.replica_id;
end;
create trigger verifications_update after update on verifications begin
  update counts_revisions set revision = random() where replica_id = new.replica_id;
end;
create trigger verifications_delete after delete on verifications begin
  update counts_revisions set revision = random() where replica_id = old.replica_id;
end;
create trigger file_versions_insert after insert on file_versions begin
  update counts_revisions set revision = random() where replica_id = new.replica_id;
end;
create trigger file_versions_update after update on file_versions begin
  update counts_revisions set revision = random() where replica_id = new.replica_id;
end;
create trigger file_versions_delete after delete on file_versions begin
  update counts_revisions set revision = random() where replica_id = old.replica_id;
end;
