-- The companies that outsource to us. Every key of the product begins with their code.
create table platform.clients (
  client_id text primary key check (client_id ~ '^[a-z0-9][a-z0-9-]{1,39}$'),
  name text not null,
  currency text not null,
  country text not null,
  time_zone text not null,
  regime text not null,
  settings jsonb not null default '{}',
  sending_on boolean not null default false,
  created_at timestamptz not null
);

alter table platform.clients enable row level security;
alter table platform.clients force row level security;
create policy clients_of_access on platform.clients
  using (current_setting('app.clients', true) = '*' or client_id = any (string_to_array(current_setting('app.clients', true), ',')));
