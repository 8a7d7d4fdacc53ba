-- Names of the first baseline.
alter table replicas rename column strangers to unmapped_documents;
alter table sync_map rename column left_out to links_left_out;
alter table sync_map rename column owned to has_owner;
alter table upkeep rename to maintenance_state;
alter table reach rename to connection_options;
alter table rests rename to retry_after;
alter table versions rename to file_versions;
alter table replaced rename to replaced_copies;

-- The column was 0 in every row.
alter table lookup_map drop column created_by_us;
