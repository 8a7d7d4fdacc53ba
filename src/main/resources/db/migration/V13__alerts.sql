-- Where alerts and pings go. Addresses are secrets, too: whoever knows that of a webhook may call it.
create table alert_targets (
  name       text primary key,                        -- webhook, ntfy, ping-1 (of replica 1)
  replica_id integer references replicas(id) on delete cascade,
  url        text not null,                           -- Fernet
  token      text,                                    -- Fernet; null: none
  last_ok_at text,
  last_error text                                     -- one sentence; null: it took the last one
);

-- What was said, so that a restart neither repeats nor loses it.
create table alert_states (
  replica_id integer not null,                        -- 0: the master
  condition  text not null,                           -- failing, blocked, held, verification_failed, lag
  since      text not null,
  primary key (replica_id, condition)
);

create table alert_outbox (
  id         integer primary key autoincrement,
  target     text not null references alert_targets(name) on delete cascade,
  event      text not null,
  path       text not null,                           -- behind the address: '' or /start, /fail
  body       text not null,
  attempts   integer not null default 0,
  created_at text not null,
  next_at    text                                     -- null: it is over
);
create index alert_outbox_next on alert_outbox(next_at);
