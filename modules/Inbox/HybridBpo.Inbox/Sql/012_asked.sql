-- Whom the holder asked to take a case over, until that person accepts or returns it.
alter table inbox.cases add column delegated_to text, add column delegated_by text;
create index cases_delegated_to on inbox.cases (delegated_to) where delegated_to is not null;
