-- Every version of a client's strategies that was ever asked for: what it says, who asked, what was decided.
create table collections.strategies (
  client_id text not null,
  version int not null,
  yaml text not null,
  state text not null check (state in ('asked', 'live', 'replaced', 'refused')),
  case_id uuid not null,
  asked_by text not null,
  asked_at timestamptz not null,
  decided_by text,
  decided_at timestamptz,
  primary key (client_id, version)
);

create unique index strategies_live on collections.strategies (client_id) where state = 'live';
create unique index strategies_asked on collections.strategies (client_id) where state = 'asked';

alter table collections.strategies enable row level security;
alter table collections.strategies force row level security;
create policy strategies_of_access on collections.strategies using (collections.sees(client_id));

-- When it was last seen that chance keeps somebody without reminders: the planner need not look again for a while.
alter table collections.persons add column kept_aside_at timestamptz;
