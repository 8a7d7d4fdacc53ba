-- Rules: their text is in files, and here stands which are switched on, and the last text of each that ran.
create table rules (
  name       text primary key,                         -- of the file, without .yaml
  hooks      text not null,                            -- of the text that ran last, separated by commas
  good_text  text not null,
  good_at    text not null,
  everywhere integer not null default 0                -- on for every replica
) without rowid;

create table rule_replicas (                           -- on for this replica
  name       text not null references rules(name) on delete cascade,
  replica_id integer not null references replicas(id) on delete cascade,
  primary key (name, replica_id)
) without rowid;

-- Documents of the master that the rules do not select for a replica, whether it has a copy from before or not.
create table unselected (
  replica_id integer not null references replicas(id) on delete cascade,
  master_id  integer not null,
  rule       text not null,                            -- the rule that does not select it
  revision   text not null,                            -- of the replica's rules then
  seen       text not null,                            -- digest of the master's document then
  title      text not null,
  primary key (replica_id, master_id)
) without rowid;

alter table replicas add column rules_revision text;   -- when it was last planned; null: there were no rules
alter table replicas add column unselected text not null default 'keep'; -- keep, trash: copies that the rules no longer select
alter table tombstones add column by_rule text;        -- the rule that no longer selects it; null: it left the master
