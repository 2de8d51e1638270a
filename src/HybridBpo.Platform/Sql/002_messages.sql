-- Internal messages: written in the batch of the events that cause them, handled at least once, each under a lease with a fencing token.
create sequence platform.lease_tokens;

create table platform.messages (
  id uuid primary key,
  client_id text not null,
  kind text not null,
  json jsonb,                     -- taken away once the message is done: it may speak of people
  not_before timestamptz not null,
  created_at timestamptz not null default clock_timestamp(),
  state text not null default 'waiting' check (state in ('waiting', 'done', 'stuck')),
  attempt int not null default 0,
  lease_token bigint,
  lease_until timestamptz,
  error text,
  done_at timestamptz
);

create index messages_due on platform.messages (not_before) where state = 'waiting';
create index messages_stuck on platform.messages (client_id) where state = 'stuck';
create index messages_done on platform.messages (done_at) where state = 'done';

alter table platform.messages enable row level security;
alter table platform.messages force row level security;
create policy messages_of_access on platform.messages
  using (current_setting('app.clients', true) = '*' or client_id = any (string_to_array(current_setting('app.clients', true), ',')));
