-- Number of committed transactions. A file beside the database has the same number. If the number in the file is
-- higher, the database lacks the newest transactions.
create table commits (
    id     integer primary key check (id = 1),
    number integer not null,
    filler blob -- a probe for free space fills this column within one transaction
);
insert into commits(id, number) values (1, 0);
