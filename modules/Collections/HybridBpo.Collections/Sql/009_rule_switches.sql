-- Which rules of the house a client has switched off or on again, from which day, and who asked and confirmed.
create table collections.rule_switches (
  client_id text not null,
  id uuid not null,
  rule_id text not null,
  is_on boolean not null,
  from_day date not null,
  state text not null check (state in ('asked', 'switched', 'declined')),
  why text not null,
  asked_by text not null,
  decided_by text,
  changed_at timestamptz not null,
  primary key (client_id, id)
);

create index rule_switches_rule on collections.rule_switches (client_id, rule_id, from_day);

alter table collections.rule_switches enable row level security;
alter table collections.rule_switches force row level security;
create policy rule_switches_of_access on collections.rule_switches using (collections.sees(client_id));
