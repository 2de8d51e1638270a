-- A reminder from its planning to its end. Every evaluation of the contact rules leaves a row beside it.
create table collections.nudges (
  client_id text not null,
  id uuid not null,
  person_id uuid not null,
  address_id uuid,
  level text not null,
  template text not null,
  accounts uuid[] not null,
  delivery_id uuid,
  tries int not null default 0,
  state text not null check (state in ('planned', 'blocked', 'sent', 'cancelled', 'failed', 'unknown')),
  due_at timestamptz not null,
  next_at timestamptz,
  blocks jsonb,
  words text,
  planned_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (client_id, id)
);

create index nudges_person on collections.nudges (client_id, person_id, planned_at desc);
create index nudges_state on collections.nudges (client_id, state, changed_at desc);

create table collections.rule_checks (
  client_id text not null,
  id uuid not null,
  nudge_id uuid not null,
  moment text not null check (moment in ('planning', 'sending')),
  at timestamptz not null,
  allowed boolean not null,
  rules_version text not null,
  results jsonb not null,
  primary key (client_id, id)
);

create index rule_checks_nudge on collections.rule_checks (client_id, nudge_id, at);

-- Facts that a supervisor vouches for: for a whole client or for one import. The latest one counts.
create table collections.attestations (
  client_id text not null,
  id uuid not null,
  fact text not null,
  import_id uuid,
  value jsonb not null,
  attested_by text not null,
  attested_at timestamptz not null,
  primary key (client_id, id)
);

create index attestations_fact on collections.attestations (client_id, fact, attested_at desc);

-- Facts that are missing: one row, and one case, for client x fact x import.
create table collections.missing_facts (
  client_id text not null,
  fact text not null,
  import_key text not null,
  import_id uuid,
  rule_id text not null,
  case_id uuid,
  nudges int not null default 0,
  first_at timestamptz not null,
  settled_at timestamptz,
  primary key (client_id, fact, import_key)
);

do $$
declare t text;
begin
  foreach t in array array['nudges', 'rule_checks', 'attestations', 'missing_facts'] loop
    execute format('alter table collections.%I enable row level security', t);
    execute format('alter table collections.%I force row level security', t);
    execute format('create policy %I on collections.%I using (collections.sees(client_id))', t || '_of_access', t);
  end loop;
end $$;

-- Firm-wide, by law: whoever opted out is left alone for every client at once. Only a hash of the address is kept,
-- and not for which client it was said.
create table collections.suppressions (
  kind text not null check (kind in ('email', 'phone')),
  value_sha256 bytea not null,
  reason text not null,
  since timestamptz not null,
  primary key (kind, value_sha256)
);
