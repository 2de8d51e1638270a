-- Stops of sending. A row stays for ever: it tells who stopped what and why, and which two people started it again.
create table platform.sending_stops (
  id uuid primary key,
  scope text not null check (scope in ('firm', 'client', 'channel', 'template')),
  client_id text,                 -- none: every client
  channel text,
  template text,
  reason text not null,
  stopped_by text not null,
  stopped_at timestamptz not null,
  restart_asked_by text,
  restart_asked_at timestamptz,
  restarted_by text,
  restarted_at timestamptz,
  check ((scope = 'client') <= (client_id is not null)),
  check ((scope = 'channel') <= (channel is not null)),
  check ((scope = 'template') <= (template is not null)),
  check (restarted_by is null or restarted_by <> restart_asked_by)
);

create index sending_stops_open on platform.sending_stops (scope) where restarted_at is null;

-- Everybody sees a stop of the whole firm; only who sees every client may make one.
alter table platform.sending_stops enable row level security;
alter table platform.sending_stops force row level security;
create policy sending_stops_of_access on platform.sending_stops
  using (client_id is null or current_setting('app.clients', true) = '*'
    or client_id = any (string_to_array(current_setting('app.clients', true), ',')));

-- Who turned a client's sending on, in the order in which it happened.
create table platform.sending_starts (
  client_id text not null references platform.clients,
  started_by text not null,
  started_at timestamptz not null,
  primary key (client_id, started_at)
);

alter table platform.sending_starts enable row level security;
alter table platform.sending_starts force row level security;
create policy sending_starts_of_access on platform.sending_starts
  using (current_setting('app.clients', true) = '*' or client_id = any (string_to_array(current_setting('app.clients', true), ',')));

-- Why nothing may leave by this way now; null when it may.
create function platform.why_not_sending(of_client text, by_channel text, with_template text) returns text language sql stable as $$
  select coalesce(
    (select 'stopped-' || s.scope from platform.sending_stops s
     where s.restarted_at is null and (s.client_id is null or s.client_id = of_client)
       and (s.channel is null or s.channel = by_channel) and (s.template is null or s.template = with_template)
     order by s.stopped_at limit 1),
    (select case when c.sending_on then null else 'off' end from platform.clients c where c.client_id = of_client),
    case when exists (select from platform.clients c where c.client_id = of_client) then null else 'unknown-client' end)
$$;

-- The database that this installation's sending was turned on in. In a copy of it (restored, cloned) sending starts off.
create table platform.installation (
  one boolean primary key default true check (one),
  identity text not null
);
