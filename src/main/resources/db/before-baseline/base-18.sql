-- An upload with an unknown outcome is an open question. An open question takes no place in flight, and keeps no run
-- open.
alter table uploads add column overtaken integer not null default 0; -- the replica consumed later uploads first
alter table uploads add column posting_at text;      -- time just before the first byte of the POST; null: no byte was sent
alter table uploads add column answered_at text;     -- end of the POST: an answer, a broken connection, or the end of the process; null: not known
alter table uploads add column answer text;          -- how the POST ended without a task id: error, slow, cut; null: with a task id, or not known
alter table uploads add column question text;        -- why the outcome is unknown; null: the upload proceeds normally
alter table uploads add column question_at text;     -- the outcome is unknown since this time
alter table uploads add column question_until text;  -- the outcome is decided at this time at the latest; null: not known

-- The file of each open upload may have been sent.
update uploads set posting_at = planned_at where state in ('PLANNED', 'POSTED', 'CONSUMED');
