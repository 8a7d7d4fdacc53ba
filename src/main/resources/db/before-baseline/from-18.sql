-- An upload whose outcome is not known is an open question: it holds neither a slot nor its run.
alter table uploads add column overtaken integer not null default 0; -- the replica took later uploads before it
alter table uploads add column posting_at text;      -- just before the first byte of its POST was sent; null: none was
alter table uploads add column answered_at text;     -- when its POST was over: it was answered, broke off, or its process ended; null: not known
alter table uploads add column answer text;          -- how its POST ended without naming a task: error, slow, cut; null: it named one, or that is not known
alter table uploads add column question text;        -- why it is not known what became of it; null: it is in its normal course
alter table uploads add column question_at text;     -- since when
alter table uploads add column question_until text;  -- when it is settled at the latest; null: not known

-- What was under way may have been sent.
update uploads set posting_at = planned_at where state in ('PLANNED', 'POSTED', 'CONSUMED');
