-- Beside each sentence that pages show, its pattern and values as a JSON array, so that pages show the sentence in other
-- languages. Null: the sentence is the same in every language, or an older version stored it.
alter table replicas add column last_error_text text;
alter table sync_runs add column error_text text;
alter table work add column error_text text;
alter table uploads add column question_text text;
alter table uploads add column error_text text;
alter table tombstones add column reason_text text;
alter table plans add column reason_text text;
alter table verifications add column problem_text text;
alter table drills add column summary_text text;
alter table drill_checks add column detail_text text;
alter table drill_documents add column detail_text text;
alter table switchovers add column reason_text text;
alter table alert_targets add column last_error_text text;

-- The deletion is held for this cause, unless a rule excludes the document. Null: it is not held.
alter table tombstones add column cause text
  check (cause in ('NOT_IN_TRASH', 'LIMIT', 'SETTING', 'EARLIER', 'OTHER'));

-- Held deletions may wait for a long time, so those of older versions get their cause and their text, too.
update tombstones set
  cause = case
    when reason like 'The document was never seen in the master''s trash.%' then 'NOT_IN_TRASH'
    when reason like 'Over the limit for automatic deletions%' then 'LIMIT'
    when reason like 'Every deletion waits for your decision%' then 'SETTING'
    when reason like 'The replica had this document before the controller.%' then 'EARLIER'
    else 'OTHER' end,
  reason_text = case when reason in (
    'The document was never seen in the master''s trash. Someone purged the trash, or the master lost the document.',
    'Every deletion waits for your decision.',
    'The replica had this document before the controller.') then json_array(reason) end
where reason is not null;

-- The users and groups that a replica lacks, one on a line: user "anna" becomes ["user \"{0}\"","anna"].
update maintenance_state set missing_accounts = (
  select group_concat(json_array(
    substr(value, 1, instr(value, ' ')) || '"{0}"',
    substr(value, instr(value, ' ') + 2, length(value) - instr(value, ' ') - 2)), char(10))
  from json_each('["' || replace(replace(replace(missing_accounts, '\', '\\'), '"', '\"'), char(10), '","') || '"]'))
where missing_accounts <> '';
