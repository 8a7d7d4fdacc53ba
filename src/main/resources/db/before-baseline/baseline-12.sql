-- The pattern and the values of the message as a JSON array, so that pages show the message in other languages. Null:
-- the message is the same in every language.
alter table logs add column text text;
