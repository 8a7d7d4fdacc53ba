-- What a new document was when it was tried: one that failed is tried at once where it is something else on the master now.
alter table work add column seen text;
