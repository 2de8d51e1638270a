-- A placement or transactions file that is taken back as one act: ordered once, carried out portion by portion, counted when it is done.
alter table collections.imports
  add column undo_command uuid,
  add column undo_reason text,
  add column undo_asked_at timestamptz,
  add column undo_accounts int not null default 0,
  add column undo_bookings int not null default 0,
  add column undo_minor bigint not null default 0;   -- what its bookings had done to balances

-- A booking that was taken back, and its opposite. Both stay in the books; where an account stands is told by the others.
alter table collections.transactions add column undone_at timestamptz;

-- An account that went with the file that placed it: the next file that has it places it anew.
alter table collections.accounts add column undone_at timestamptz;
create index accounts_import on collections.accounts (client_id, import_id);

-- Accounts of such a file that stay, because something happened on them since.
create table collections.not_undone (
  client_id text not null,
  import_id uuid not null,
  account_id uuid not null,
  why text[] not null,
  primary key (client_id, import_id, account_id)
);

alter table collections.not_undone enable row level security;
alter table collections.not_undone force row level security;
create policy not_undone_of_access on collections.not_undone using (collections.sees(client_id));

-- What was taken back was never billed, and is no adjustment either.
create or replace function collections.billed(of_client text, of_account uuid, out billed_minor bigint, out adjusted_minor bigint)
language sql stable as $$
  select coalesce(sum(effect_minor) filter (where type in ('opening', 'charge', 'fee')), 0)::bigint,
    coalesce(sum(effect_minor) filter (where type = 'adjustment'), 0)::bigint
  from collections.transactions where client_id = of_client and account_id = of_account and undone_at is null
$$;
