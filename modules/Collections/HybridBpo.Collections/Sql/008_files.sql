-- Rows of the file that say what an earlier row said: loaded once.
alter table collections.imports add column repeated int not null default 0;
