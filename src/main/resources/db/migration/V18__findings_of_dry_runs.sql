-- This run recorded the finding. Null: an earlier version of the program recorded it.
alter table returned_documents add column run_id integer;
-- Finds the findings of a switchover about one document of the old master.
create index returned_documents_document on returned_documents(switchover_id, document_id);
