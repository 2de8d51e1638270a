-- Whom the holder asked to take a case over, until that person accepts or returns it.
alter table inbox.cases add column delegated_to text, add column delegated_by text;
create index cases_delegated_to on inbox.cases (delegated_to) where delegated_to is not null;

-- Who took which part of the queue out as a file: never what stood in it, nor what was searched for.
create table inbox.exports (
  id uuid primary key,
  user_id text not null,
  at timestamptz not null,
  -- The filter, without the words searched for.
  narrowed text not null,
  searched boolean not null,
  rows int not null
);
create index exports_at on inbox.exports (at desc);
