alter table upkeep add column planned_at text;         -- our clock: when the watermark was moved
alter table tombstones add column adopted integer not null default 0; -- its copy was adopted, should it come back
