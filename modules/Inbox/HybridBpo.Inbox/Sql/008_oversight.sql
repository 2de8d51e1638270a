-- Models whose proposals a client's cases do not show: by name, or name and version, in small letters. The last stop of each name.
create table inbox.model_stops (
  client_id text not null,
  model text not null,
  reason text not null,
  stopped_by text not null,
  stopped_at timestamptz not null,
  asked_by text,
  asked_at timestamptz,
  restarted_by text,
  restarted_at timestamptz,
  primary key (client_id, model)
);

alter table inbox.model_stops enable row level security;
alter table inbox.model_stops force row level security;
create policy clients_of_access on inbox.model_stops using (current_setting('app.clients', true) = '*'
  or client_id = any (string_to_array(current_setting('app.clients', true), ',')));

-- What made a proposal, as stops name it. It stands beside the proposal, where queues, searches and pages do not read.
alter table inbox.proposals add column model text generated always as (lower(regexp_replace(proposal ->> 'Model', '\s+', ' ', 'g'))) stored;

-- Is this model meant by that name, with or without its version?
create function inbox.is_model(model text, named text) returns boolean
language sql immutable as $$
  select model = named or starts_with(model, named || ' ');
$$;

-- Is what a machine proposed for this case stopped, and was so before anybody judged it?
create function inbox.is_stopped(of_client text, of_case uuid) returns boolean
language sql stable as $$
  select exists (
    select from inbox.model_stops s
    where s.client_id = of_client and s.restarted_at is null
      and exists (
        select from inbox.proposals p where p.client_id = of_client and p.case_id = of_case and inbox.is_model(p.model, s.model))
      and not exists (
        select from inbox.judgements j where j.client_id = of_client and j.case_id = of_case and j.judged_at < s.stopped_at));
$$;

-- How each person worked with the machine on each case they had, out of the events; what the oversight report counts. Nothing of whom a case is
-- about.
create table inbox.oversight (
  client_id text not null,
  case_id uuid not null,
  user_id text not null,
  kind text not null,
  mode text not null default 'judgement-first',
  taken_at timestamptz not null,
  evidence boolean not null default false,
  judged_at timestamptz,
  decision_id uuid,
  decided_at timestamptz,
  sent_at timestamptz,   -- when the decision left, or was sent back
  agreed boolean,        -- null: there was nothing of a machine to compare it with
  adverse boolean,
  review text,           -- confirmed or refused, by a second person
  reviewer text,
  primary key (client_id, case_id, user_id)
);
create index oversight_decided on inbox.oversight (decided_at, client_id) where decided_at is not null;
create index oversight_mine on inbox.oversight (user_id, decided_at) where decided_at is not null;

alter table inbox.oversight enable row level security;
alter table inbox.oversight force row level security;
create policy clients_of_access on inbox.oversight using (current_setting('app.clients', true) = '*'
  or client_id = any (string_to_array(current_setting('app.clients', true), ',')));
