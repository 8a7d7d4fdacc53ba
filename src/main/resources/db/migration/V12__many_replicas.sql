-- Finds the last successful run of each mode, and the failed runs of the last days, without reading all runs.
create index sync_runs_success on sync_runs(replica_id, mode, finished_at)
  where state = 'success' and hinted_documents is null;
create index sync_runs_troubles on sync_runs(finished_at) where state in ('failed', 'aborted', 'partial');
