-- What people did with the firm-wide list, and how many addresses it concerned: which ones is told by no row.
create table collections.suppression_acts (
  id uuid primary key,
  at timestamptz not null,
  by_user text not null,
  act text not null check (act in ('added', 'removed')),
  why text not null,
  given int not null,
  fresh int not null
);
create index suppression_acts_at on collections.suppression_acts (at desc);
