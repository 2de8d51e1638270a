create schema if not exists collections;

-- Whose row it is, as the statement before said it (app.clients).
create function collections.sees(of_client text) returns boolean language sql stable as $$
  select current_setting('app.clients', true) = '*' or of_client = any (string_to_array(current_setting('app.clients', true), ','))
$$;

create table collections.persons (
  client_id text not null,
  id uuid not null,
  person_key text not null,
  name text not null,
  street text not null default '',
  city text not null default '',
  state text not null default '',
  zip text not null default '',
  country text not null default '',
  primary key (client_id, id)
);

-- Mail addresses and numbers. The id names one on public pages, so that no address stands in a link.
create table collections.addresses (
  client_id text not null,
  id uuid not null,
  person_id uuid not null,
  kind text not null check (kind in ('email', 'phone')),
  value text not null,
  place int not null default 0,
  bounced boolean not null default false,
  primary key (client_id, id)
);

create index addresses_person on collections.addresses (client_id, person_id, kind, place);

create table collections.accounts (
  client_id text not null,
  id uuid not null,
  reference text not null,
  person_id uuid not null,
  sow text not null default '',
  product text not null default '',
  creditor text not null default '',
  currency text not null,
  state text not null default 'open',
  placed_on date not null,
  since date not null,                -- first transaction
  import_id uuid,
  import_line int,
  balance_minor bigint not null default 0,
  oldest_due date,                    -- of the oldest bill not fully paid; may lie ahead
  oldest_minor bigint not null default 0,
  last_paid_on date,
  on_hold boolean not null default false,
  hold_until timestamptz,
  disputed boolean not null default false,
  promise_until date,
  plan text,                          -- "6200 x 24" once a plan is offered
  case_id uuid,                       -- the latest case about it
  case_opened_at timestamptz,
  primary key (client_id, id),
  unique (client_id, reference)
);

create index accounts_person on collections.accounts (client_id, person_id);
create index accounts_age on collections.accounts (client_id, state, oldest_due);

create table collections.transactions (
  client_id text not null,
  account_id uuid not null,
  reference text not null,
  type text not null,
  effect_minor bigint not null,
  processed_at timestamptz not null,
  on_day date not null,
  due_on date,
  import_id uuid,
  import_line int,
  primary key (client_id, account_id, reference)
);

create index transactions_day on collections.transactions (client_id, on_day);
create index transactions_import on collections.transactions (client_id, import_id);

create table collections.promises (
  client_id text not null,
  id uuid not null,
  account_id uuid not null,
  made_on date not null,
  due_on date not null,
  amount_minor bigint not null,
  primary key (client_id, id)
);

create index promises_account on collections.promises (client_id, account_id);

create table collections.dispute_cases (
  client_id text not null,
  case_id uuid not null,
  account_id uuid not null,
  dispute_id uuid not null,
  primary key (client_id, case_id)
);

do $$
declare t text;
begin
  foreach t in array array['persons', 'addresses', 'accounts', 'transactions', 'promises', 'dispute_cases'] loop
    execute format('alter table collections.%I enable row level security', t);
    execute format('alter table collections.%I force row level security', t);
    execute format('create policy %I on collections.%I using (collections.sees(client_id))', t || '_of_access', t);
  end loop;
end $$;
