-- A payment that two files tell of, a client's list and a bank statement: the first one booked it, this row is the second one's.
create table collections.told_twice (
  client_id text not null,
  import_id uuid not null,
  number int not null,                -- line of the file, or place in the statement
  key uuid not null,                  -- the same in every file of its kind that tells of it
  account_id uuid not null,
  type text not null,
  effect_minor bigint not null,
  on_day date not null,
  traces uuid[] not null default '{}',
  by_import uuid not null,            -- the file and row that booked it
  by_number int not null,
  state text not null check (state in ('same', 'two', 'undone')),
  decided_by text,
  decided_at timestamptz,
  primary key (client_id, import_id, number)
);

create index told_twice_key on collections.told_twice (client_id, key);
create index told_twice_account on collections.told_twice (client_id, account_id);
create index told_twice_by on collections.told_twice (client_id, by_import);
create index statement_entries_told on collections.statement_entries using gin (traces) where why = 'in-file' and returned_by is null;

alter table collections.told_twice enable row level security;
alter table collections.told_twice force row level security;
create policy told_twice_of_access on collections.told_twice using (collections.sees(client_id));
