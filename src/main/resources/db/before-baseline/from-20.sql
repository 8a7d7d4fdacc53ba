-- How many transactions were committed. The same number stands in a file beside the database: where that one is higher,
-- the newest transactions are missing.
create table commits (
    id     integer primary key check (id = 1),
    number integer not null,
    filler blob -- of a probe for space, within one transaction
);
insert into commits(id, number) values (1, 0);
