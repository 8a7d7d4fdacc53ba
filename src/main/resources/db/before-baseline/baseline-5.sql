-- Webhooks of the master named these documents: their ids, separated by commas. The run compares no other document.
-- Null: the run compares all changes.
alter table sync_runs add column hinted_documents text;
