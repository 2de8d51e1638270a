-- When a client's cases are worked on: the hours of a week by the clock of a place, and the days on which nobody works. Every version is kept, as
-- dates that it gave stay explained.
create table inbox.calendars (
  client_id text not null,
  version int not null,
  time_zone text not null,
  -- Seven from Monday on, such as 08:00-12:00, 13:00-17:30.
  hours text[] not null,
  -- 2026-12-25 Christmas Day
  holidays text[] not null,
  why text not null,
  said_by text not null,
  said_at timestamptz not null,
  primary key (client_id, version)
);

alter table inbox.calendars enable row level security;
alter table inbox.calendars force row level security;
create policy clients_of_access on inbox.calendars using (current_setting('app.clients', true) = '*'
  or client_id = any (string_to_array(current_setting('app.clients', true), ',')));
