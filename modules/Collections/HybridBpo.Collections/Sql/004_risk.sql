-- Trained models of a client, with what they need to be looked at.
create table collections.models (
  client_id text not null,
  name text not null,
  version int not null,
  state text not null default 'trained' check (state in ('trained', 'asked', 'live', 'retired', 'refused')),
  source text not null check (source in ('portfolio', 'csv')),
  source_text text not null,
  columns text[] not null,
  figures jsonb not null,
  model bytea not null,
  trained_by text not null,
  trained_at timestamptz not null,
  case_id uuid,
  asked_by text,
  live_at timestamptz,
  ended_at timestamptz,
  primary key (client_id, name, version)
);

create unique index models_live on collections.models (client_id) where state = 'live';

create table collections.training_runs (
  client_id text not null,
  id uuid not null,
  name text not null,
  state text not null default 'running' check (state in ('running', 'done', 'failed')),
  step text not null,
  done int not null default 0,
  planned int not null default 0,
  problem text,
  version int,
  started_by text not null,
  started_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (client_id, id)
);

-- Every score with the model that made it and its reasons. Withheld: read only through the verdict gate.
create table collections.scores (
  client_id text not null,
  account_id uuid not null,
  as_of date not null,
  model text not null,
  score double precision not null,
  band text not null,
  reasons jsonb not null,
  values_sha256 bytea not null,
  scored_at timestamptz not null,
  primary key (client_id, account_id, as_of)
);

create index scores_day on collections.scores (client_id, as_of, score desc);

-- Which account a case was about: a later case does not make an earlier decision unknown.
create table collections.flagged_cases (
  client_id text not null,
  case_id uuid not null,
  account_id uuid not null,
  primary key (client_id, case_id)
);

do $$
declare t text;
begin
  foreach t in array array['models', 'training_runs', 'scores', 'flagged_cases'] loop
    execute format('alter table collections.%I enable row level security', t);
    execute format('alter table collections.%I force row level security', t);
    execute format('create policy %I on collections.%I using (collections.sees(client_id))', t || '_of_access', t);
  end loop;
end $$;
