-- Counts the copies that the run wrote twice and that still differ. Old versions counted them as updated.
alter table sync_runs add column contested integer not null default 0;
