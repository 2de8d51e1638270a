-- Who had which case, and since when: what a decision is measured by once it is made. Nothing of whom a case is about.
create table inbox.oversight_hands (
  client_id text not null,
  case_id uuid not null,
  user_id text not null,
  kind text not null,
  mode text not null default 'judgement-first',
  taken_at timestamptz not null,
  evidence boolean not null default false,
  judged_at timestamptz,
  decided boolean not null default false, -- whoever takes it after that begins anew
  primary key (client_id, case_id, user_id)
);

-- Each decision by itself, also where the same person decides a case again; what the oversight report counts. inbox.oversight is read by the release
-- before only.
create table inbox.oversight_decisions (
  client_id text not null,
  decision_id uuid not null,
  case_id uuid not null,
  user_id text not null,
  kind text not null,
  mode text not null,       -- who spoke first; bulk: of many at once nobody saw any proposal
  evidence boolean not null,
  to_judgement real,        -- seconds since they took it; null: they had judged it for a decision before
  to_decision real not null,
  decided_at timestamptz not null,
  agreed boolean,           -- null: there was nothing of a machine to compare it with
  adverse boolean not null,
  review text,              -- confirmed or refused, by a second person
  reviewer text,
  ended text,               -- sent; sent-back by the second person; refused by the module; withdrawn or lapsed before it left
  ended_at timestamptz,
  primary key (client_id, decision_id)
);
create index oversight_decisions_of_case on inbox.oversight_decisions (client_id, case_id) where ended_at is null;
create index oversight_decisions_ended on inbox.oversight_decisions (decided_at, client_id) where ended_at is not null;
create index oversight_decisions_mine on inbox.oversight_decisions (user_id, decided_at);

do $$
declare name text;
begin
  foreach name in array array['oversight_hands', 'oversight_decisions'] loop
    execute format('alter table inbox.%I enable row level security', name);
    execute format('alter table inbox.%I force row level security', name);
    execute format($p$create policy clients_of_access on inbox.%I using (current_setting('app.clients', true) = '*'
      or client_id = any (string_to_array(current_setting('app.clients', true), ',')))$p$, name);
  end loop;
end
$$;
