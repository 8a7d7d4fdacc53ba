-- What a target of alerts needs beyond its address and secret, such as a chat or the recipients of a mail, as JSON
-- without secrets. Null: nothing.
alter table alert_targets add column options text;
