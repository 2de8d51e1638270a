-- How long a client's personal fields of one kind of event are kept, and when streams that have ended go to the archive. Off until two people say so.
create table platform.retention_policies (
  client_id text not null references platform.clients,
  kind text not null,             -- alias of the kind of event
  does text not null check (does in ('fields', 'archive')),
  days int check (days between 1 and 36500),        -- none: off
  set_by text,                    -- who put it in force (the second of the two), lengthened it or switched it off
  set_at timestamptz,
  asked_days int check (asked_days between 1 and 36500),
  asked_by text,
  asked_at timestamptz,
  done_before date,               -- what other tables copied of it is gone, up to here
  ran_at timestamptz,
  primary key (client_id, kind, does),
  check ((asked_days is null) = (asked_by is null))
);

alter table platform.retention_policies enable row level security;
alter table platform.retention_policies force row level security;
create policy retention_policies_of_access on platform.retention_policies
  using (current_setting('app.clients', true) = '*' or client_id = any (string_to_array(current_setting('app.clients', true), ',')));
