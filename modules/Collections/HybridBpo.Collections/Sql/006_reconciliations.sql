-- A placement row that says something else than what was placed: one case per account and claim, whoever sends it how often.
create table collections.reconciliations (
  client_id text not null,
  case_id uuid not null,
  account_id uuid not null,
  opened_at timestamptz not null,
  primary key (client_id, case_id)
);

create index reconciliations_opened on collections.reconciliations (client_id, opened_at desc);

alter table collections.reconciliations enable row level security;
alter table collections.reconciliations force row level security;
create policy reconciliations_of_access on collections.reconciliations using (collections.sees(client_id));

alter table collections.quarantine add column case_id uuid;   -- people decide about the row there, not here

create index quarantine_case on collections.quarantine (client_id, case_id) where case_id is not null;
