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

-- Each decision by itself, also where the same person decides a case again; what the oversight report counts. Of inbox.oversight the figures come
-- until these rows are there; then only the release before reads it.
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
create index oversight_decisions_of_case on inbox.oversight_decisions (client_id, case_id);
create index oversight_decisions_mine on inbox.oversight_decisions (user_id, decided_at);

-- The same summed up by person and day, of decisions that ended: what the report adds up. A quarter of a large firm has a million decisions.
create table inbox.oversight_days (
  version int not null,        -- 1: as the release before counted, until all is counted anew; 2: out of inbox.oversight_decisions
  client_id text not null,
  day date not null,           -- of the decision, UTC
  kind text not null,
  mode text not null,
  user_id text not null,
  decided int not null,
  compared int not null,
  agreed int not null,
  evidence int not null,
  reviewed int not null,
  sent_back int not null,
  refused int not null,
  withdrawn int not null,
  to_judgement bytea not null, -- seconds of each, four bytes for one: a median cannot be added up
  to_decision bytea not null,
  primary key (version, client_id, day, kind, mode, user_id)
);

do $$
declare name text;
begin
  foreach name in array array['oversight_hands', 'oversight_decisions', 'oversight_days'] loop
    execute format('alter table inbox.%I enable row level security', name);
    execute format('alter table inbox.%I force row level security', name);
    execute format($p$create policy clients_of_access on inbox.%I using (current_setting('app.clients', true) = '*'
      or client_id = any (string_to_array(current_setting('app.clients', true), ',')))$p$, name);
  end loop;
end
$$;

-- Counts the days of these decisions anew. Never by reading the whole table: the plan is kept from when it was empty.
create function inbox.count_days() returns trigger
language plpgsql set enable_seqscan = off as $$
declare
  d record;
begin
  for d in
    select distinct t.client_id, t.user_id, (t.decided_at at time zone 'UTC')::date as day from touched t where t.ended_at is not null
  loop
    if tg_op = 'DELETE' then
      delete from inbox.oversight_days o where o.version = 2 and o.client_id = d.client_id and o.day = d.day and o.user_id = d.user_id;
    end if;
    insert into inbox.oversight_days
    select 2, o.client_id, d.day, o.kind, o.mode, o.user_id, count(*), count(o.agreed), count(*) filter (where o.agreed),
      count(*) filter (where o.evidence), count(o.review), count(*) filter (where o.review = 'refused'), count(*) filter (where o.ended = 'refused'),
      count(*) filter (where o.ended in ('withdrawn', 'lapsed')),
      coalesce(string_agg(int4send(round(o.to_judgement)::int), ''::bytea), ''::bytea),
      coalesce(string_agg(int4send(round(o.to_decision)::int), ''::bytea), ''::bytea)
    from inbox.oversight_decisions o
    where o.user_id = d.user_id and o.client_id = d.client_id and o.ended_at is not null
      and o.decided_at >= d.day::timestamp at time zone 'UTC' and o.decided_at < (d.day + 1)::timestamp at time zone 'UTC'
    group by o.client_id, o.kind, o.mode, o.user_id
    on conflict (version, client_id, day, kind, mode, user_id) do update set decided = excluded.decided, compared = excluded.compared,
      agreed = excluded.agreed, evidence = excluded.evidence, reviewed = excluded.reviewed, sent_back = excluded.sent_back,
      refused = excluded.refused, withdrawn = excluded.withdrawn, to_judgement = excluded.to_judgement, to_decision = excluded.to_decision;
  end loop;
  return null;
end
$$;

create trigger days_of_new after insert on inbox.oversight_decisions
  referencing new table as touched for each statement execute function inbox.count_days();
create trigger days_of_changed after update on inbox.oversight_decisions
  referencing new table as touched for each statement execute function inbox.count_days();
create trigger days_of_gone after delete on inbox.oversight_decisions
  referencing old table as touched for each statement execute function inbox.count_days();

-- Readers stay with what was counted so far, until the new version has read the log.
select set_config('app.clients', '*', true);
insert into inbox.oversight_days
select 1, o.client_id, (o.decided_at at time zone 'UTC')::date, o.kind, o.mode, o.user_id, count(*), count(o.agreed),
  count(*) filter (where o.agreed), count(*) filter (where o.evidence), count(o.review), count(*) filter (where o.review = 'refused'), 0, 0,
  coalesce(string_agg(int4send(round(extract(epoch from o.judged_at - o.taken_at))::int), ''::bytea), ''::bytea),
  coalesce(string_agg(int4send(round(extract(epoch from o.decided_at - o.taken_at))::int), ''::bytea), ''::bytea)
from inbox.oversight o
where o.decided_at is not null and o.sent_at is not null
group by 2, 3, 4, 5, 6;
