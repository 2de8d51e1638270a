-- Cases that other programs open: what they asked, so that a repeat has no second effect, and what was decided, in the order it left.
create table inbox.api_requests (
  client_id text not null,
  key_id text not null,
  idempotency_hash bytea not null,  -- SHA-256 of the header: people put names there
  body_hash bytea not null,         -- SHA-256 of path and body
  request_id uuid not null,
  claimed_at timestamptz not null,
  status int,                       -- null until it is answered
  answer text,
  primary key (client_id, key_id, idempotency_hash)
);
create index api_requests_by_age on inbox.api_requests (claimed_at);

create table inbox.outcomes (
  client_id text not null,
  case_id uuid not null,
  decision_id uuid not null,
  seq bigint not null generated always as identity,  -- in the order of commits: whoever writes holds a lock
  choice text not null,
  fields jsonb not null,
  reasons text[] not null,
  second_person boolean not null,
  decided_at timestamptz not null,
  primary key (client_id, decision_id)
);
create unique index outcomes_in_order on inbox.outcomes (client_id, seq);
create index outcomes_of_case on inbox.outcomes (client_id, case_id);

do $$
declare
  t text;
begin
  foreach t in array array['api_requests', 'outcomes'] loop
    execute format('alter table inbox.%I enable row level security', t);
    execute format('alter table inbox.%I force row level security', t);
    execute format('create policy clients_of_access on inbox.%I using (current_setting(''app.clients'', true) = ''*'' '
      || 'or client_id = any (string_to_array(current_setting(''app.clients'', true), '','')))', t);
  end loop;
end
$$;

-- Where decisions are told to a client's own program. The secret is not here: it follows from one that lies under the master key.
create table inbox.webhooks (
  client_id text not null,
  id uuid not null,
  url text not null,
  made_by text not null,
  made_at timestamptz not null,
  disabled_at timestamptz,
  disabled_by text,
  primary key (client_id, id)
);

-- What is told, and how the last try went. The body holds codes and ids only.
create table inbox.webhook_deliveries (
  client_id text not null,
  webhook_id uuid not null,
  event_id uuid not null,           -- the same for every try and every replay, so that receivers know a repeat
  case_id uuid,                     -- null for a test
  body text not null,
  state text not null check (state in ('waiting', 'done', 'failed')),
  attempts int not null default 0,  -- since it was made or replayed
  round int not null default 0,     -- counts replays: a message of an earlier round does nothing
  created_at timestamptz not null,
  tried_at timestamptz,
  next_at timestamptz,
  status int,
  latency_ms int,
  problem text,
  replayed_by text,
  primary key (client_id, webhook_id, event_id),
  foreign key (client_id, webhook_id) references inbox.webhooks
);
create index webhook_deliveries_newest on inbox.webhook_deliveries (client_id, webhook_id, created_at desc);

do $$
declare
  t text;
begin
  foreach t in array array['webhooks', 'webhook_deliveries'] loop
    execute format('alter table inbox.%I enable row level security', t);
    execute format('alter table inbox.%I force row level security', t);
    execute format('create policy clients_of_access on inbox.%I using (current_setting(''app.clients'', true) = ''*'' '
      || 'or client_id = any (string_to_array(current_setting(''app.clients'', true), '','')))', t);
  end loop;
end
$$;
