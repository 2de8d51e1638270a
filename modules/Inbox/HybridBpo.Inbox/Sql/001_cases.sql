-- One row per case: what queues show and sort by. Nothing of the proposal stands here, nothing of a judgement, and the order never knows a score.
create table inbox.cases (
  client_id text not null,
  case_id uuid not null,
  kind text not null,
  question text not null,
  reference text not null,
  subject_id uuid not null,
  search_text text not null,
  urgency int not null,
  due_at timestamptz not null,
  opened_at timestamptz not null,
  not_for text[] not null,
  stage text not null,
  -- The lease, on the clock of this database. Only a reservation raises the token.
  holder text,
  token bigint not null default 0,
  lease_until timestamptz,
  snoozed_until timestamptz,
  snoozed_by text,
  decision_id uuid,
  decided_by text,
  confirmed_by text,
  choice text,
  leaves_at timestamptz,
  closed_at timestamptz,
  escalated_at timestamptz,
  escalated_why text[] not null default '{}',
  trouble text,
  primary key (client_id, case_id)
);

create index cases_queue on inbox.cases (client_id, stage, urgency desc, due_at);
create index cases_subject on inbox.cases (client_id, subject_id, opened_at desc);
create index cases_holder on inbox.cases (holder) where holder is not null;

-- One row per person whom cases are about: open cases on one person go to one worker.
create table inbox.subjects (
  client_id text not null,
  subject_id uuid not null,
  worker text,
  until timestamptz,
  primary key (client_id, subject_id)
);

-- Who has judged which case: what the gate asks. What they judged stands in the stream.
create table inbox.judgements (
  client_id text not null,
  case_id uuid not null,
  user_id text not null,
  judged_at timestamptz not null,
  revealed_at timestamptz,
  primary key (client_id, case_id, user_id)
);

-- The machine's answers, apart from everything that queues, searches and pages read. One method reads them, and it asks the gate.
create table inbox.proposals (
  client_id text not null,
  case_id uuid not null,
  proposal jsonb not null,
  hash text not null,
  primary key (client_id, case_id)
);

-- What somebody has typed but not recorded.
create table inbox.drafts (
  client_id text not null,
  case_id uuid not null,
  user_id text not null,
  draft jsonb not null,
  saved_at timestamptz not null,
  primary key (client_id, case_id, user_id)
);

do $$
declare
  t text;
begin
  foreach t in array array['cases', 'subjects', 'judgements', 'proposals', 'drafts'] loop
    execute format('alter table inbox.%I enable row level security', t);
    execute format('alter table inbox.%I force row level security', t);
    execute format('create policy clients_of_access on inbox.%I using (current_setting(''app.clients'', true) = ''*'' '
      || 'or client_id = any (string_to_array(current_setting(''app.clients'', true), '','')))', t);
  end loop;
end
$$;

-- Nobody holds the case any longer; the person is free for others unless this worker holds another case about them.
create function inbox.let_go(of_client text, of_case uuid) returns void
language sql as $$
  with freed as (
    update inbox.cases c set holder = null, lease_until = null
    from inbox.cases before
    where c.client_id = of_client and c.case_id = of_case and before.client_id = c.client_id and before.case_id = c.case_id
    returning before.subject_id, before.holder
  )
  update inbox.subjects s set worker = null, until = null
  from freed f
  where s.client_id = of_client and s.subject_id = f.subject_id and s.worker = f.holder
    and not exists (
      select from inbox.cases o
      where o.client_id = of_client and o.subject_id = f.subject_id and o.case_id <> of_case and o.stage = 'open'
        and o.holder = f.holder and o.lease_until > now());
$$;

-- Somebody holds the case by this token, and works on the person. A higher token in the row stays.
create function inbox.hold(of_client text, of_case uuid, by_user text, with_token bigint, to_instant timestamptz) returns void
language sql as $$
  with held as (
    update inbox.cases c set holder = by_user, token = with_token, lease_until = to_instant, snoozed_until = null, snoozed_by = null
    where c.client_id = of_client and c.case_id = of_case and c.token <= with_token
    returning c.subject_id, c.stage
  )
  update inbox.subjects s set worker = by_user, until = greatest(s.until, to_instant)
  from held h
  where s.client_id = of_client and s.subject_id = h.subject_id and h.stage = 'open';
$$;

-- May this person take the case now? The second person is never the first; a person's other open cases must not be in somebody else's hands.
create function inbox.takeable(c inbox.cases, s inbox.subjects, me text) returns boolean
language sql stable as $$
  select c.stage in ('open', 'waiting-second')
    and (c.holder is null or c.lease_until <= now() or c.holder = me)
    and not me = any (c.not_for)
    and (c.stage = 'open' or c.decided_by <> me)
    and (c.stage = 'waiting-second' or s.worker is null or s.until <= now() or s.worker = me);
$$;

-- The most urgent case that is free for this person, then one held already, passing over what others are taking at this moment. The order knows
-- urgency and due time, never a score. A lease that still runs keeps its token; every other reservation makes a new one.
create function inbox.reserve_next(me text, of_clients text[], of_kinds text[], lease interval, after_case uuid)
returns table (client_id text, case_id uuid, token bigint, lease_until timestamptz)
language sql as $$
  with pick as (
    select c.client_id, c.case_id, c.subject_id, c.stage
    from inbox.cases c
    join inbox.subjects s on s.client_id = c.client_id and s.subject_id = c.subject_id
    where c.client_id = any (of_clients) and c.kind = any (of_kinds) and inbox.takeable(c, s, me)
      and (c.snoozed_until is null or c.snoozed_until <= now())
      and c.case_id is distinct from after_case
    order by coalesce(c.holder = me and c.lease_until > now(), false), c.urgency desc, c.due_at, c.opened_at, c.case_id
    limit 1
    for update of c, s skip locked
  ), worked as (
    update inbox.subjects s set worker = me, until = greatest(s.until, now() + lease)
    from pick p where s.client_id = p.client_id and s.subject_id = p.subject_id and p.stage = 'open'
  )
  update inbox.cases c
  set holder = me, lease_until = greatest(case when c.holder = me then c.lease_until end, now() + lease),
    token = case when c.holder = me and c.lease_until > now() then c.token else c.token + 1 end
  from pick p where c.client_id = p.client_id and c.case_id = p.case_id
  returning c.client_id, c.case_id, c.token, c.lease_until;
$$;

-- This very case, waiting for whoever touches its row at this moment.
create function inbox.reserve_case(me text, of_client text, of_case uuid, lease interval)
returns table (client_id text, case_id uuid, token bigint, lease_until timestamptz)
language sql as $$
  with pick as (
    select c.client_id, c.case_id, c.subject_id, c.stage
    from inbox.cases c
    join inbox.subjects s on s.client_id = c.client_id and s.subject_id = c.subject_id
    where c.client_id = of_client and c.case_id = of_case and inbox.takeable(c, s, me)
    for update of c, s
  ), worked as (
    update inbox.subjects s set worker = me, until = greatest(s.until, now() + lease)
    from pick p where s.client_id = p.client_id and s.subject_id = p.subject_id and p.stage = 'open'
  )
  update inbox.cases c
  set holder = me, lease_until = greatest(case when c.holder = me then c.lease_until end, now() + lease),
    token = case when c.holder = me and c.lease_until > now() then c.token else c.token + 1 end
  from pick p where c.client_id = p.client_id and c.case_id = p.case_id
  returning c.client_id, c.case_id, c.token, c.lease_until;
$$;

-- The holder is still there. Nothing comes back when the case went to somebody else.
create function inbox.renew(me text, of_client text, of_case uuid, with_token bigint, lease interval) returns setof timestamptz
language sql as $$
  with kept as (
    update inbox.cases c set lease_until = greatest(c.lease_until, now() + lease)
    where c.client_id = of_client and c.case_id = of_case and c.holder = me and c.token = with_token
    returning c.subject_id, c.stage, c.lease_until
  ), worked as (
    update inbox.subjects s set until = greatest(s.until, k.lease_until), worker = me
    from kept k where s.client_id = of_client and s.subject_id = k.subject_id and k.stage = 'open' and (s.worker is null or s.worker = me)
  )
  select lease_until from kept;
$$;
