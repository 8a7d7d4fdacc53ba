-- Counts the copies that the run wrote twice and that still differ. Old versions counted them as updated.
alter table sync_runs add column contested integer not null default 0;
-- Counts the documents of a dry run that do not equal their copies, or have none.
alter table sync_runs add column planned integer not null default 0;
-- From now on, cancel_requested is 2 if a switchover ended the run, and 1 if a user cancelled it.

-- The controller is about to restore this trashed copy (1). A copy that is live without this mark was restored by a
-- user.
alter table tombstones add column restoring integer not null default 0;
-- Finds the tombstones of a trashed copy.
create index tombstones_trashed on tombstones(replica_id, replica_object_id)
  where kind = 'documents' and state = 'DONE';
