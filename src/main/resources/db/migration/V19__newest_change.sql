-- The newest change that a scan of the master listed, on the clock of the master. The header Date, which moves the
-- watermark, may come from another clock. Null: no scan listed a change.
alter table maintenance_state add column newest_change text;
