-- The case that a "next" came to, so that the same form sent again answers with the same case.
create table inbox.next_commands (
  user_id text not null,
  command uuid not null,
  client_id text not null,
  case_id uuid not null,
  taken_at timestamptz not null default now(),
  primary key (user_id, command)
);

alter table inbox.next_commands enable row level security;
alter table inbox.next_commands force row level security;
create policy clients_of_access on inbox.next_commands using (current_setting('app.clients', true) = '*'
  or client_id = any (string_to_array(current_setting('app.clients', true), ',')));

-- Somebody holds the case by this token, and works on the person unless somebody else does. A higher token in the row stays.
create or replace function inbox.hold(of_client text, of_case uuid, by_user text, with_token bigint, to_instant timestamptz) returns void
language sql as $$
  with held as (
    update inbox.cases c set holder = by_user, token = with_token, lease_until = to_instant, snoozed_until = null, snoozed_by = null
    where c.client_id = of_client and c.case_id = of_case and c.token <= with_token
    returning c.subject_id, c.stage
  )
  update inbox.subjects s set worker = by_user, until = greatest(s.until, to_instant)
  from held h
  where s.client_id = of_client and s.subject_id = h.subject_id and h.stage = 'open'
    and (s.worker is null or s.until <= now() or s.worker = by_user);
$$;

-- The holder is still there. Nothing comes back when the case, or its person, went to somebody else, or when there is nothing left to judge.
create or replace function inbox.renew(me text, of_client text, of_case uuid, with_token bigint, lease interval) returns setof timestamptz
language sql as $$
  with mine as (
    select c.subject_id, c.stage, greatest(c.lease_until, now() + lease) as until
    from inbox.cases c
    join inbox.subjects s on s.client_id = c.client_id and s.subject_id = c.subject_id
    where c.client_id = of_client and c.case_id = of_case and c.holder = me and c.token = with_token and c.stage in ('open', 'waiting-second')
      and (c.stage = 'waiting-second' or s.worker is null or s.until <= now() or s.worker = me)
    for update of c, s
  ), worked as (
    update inbox.subjects s set worker = me, until = greatest(s.until, m.until)
    from mine m where s.client_id = of_client and s.subject_id = m.subject_id and m.stage = 'open'
  )
  update inbox.cases c set lease_until = m.until
  from mine m where c.client_id = of_client and c.case_id = of_case
  returning c.lease_until;
$$;

-- The most urgent case that is free for this person, passing over what others are taking at this moment; the order knows urgency and due time,
-- never a score. Who holds as many unjudged cases as one may comes back to those, the one left alone longest first; so does who finds nothing
-- free. A lease that still runs keeps its token; every other reservation makes a new one.
-- came: new, held (nothing new is free), full (too many are held unjudged), again (the same command: whatever it came to then).
drop function inbox.reserve_next(text, text[], text[], interval, uuid);
create function inbox.reserve_next(
  me text, of_clients text[], of_kinds text[], lease interval, after_case uuid, by_command uuid, most_unjudged int)
returns table (client_id text, case_id uuid, token bigint, lease_until timestamptz, came text, mine boolean)
language plpgsql as $$
#variable_conflict use_column
declare
  is_full boolean;
begin
  perform pg_advisory_xact_lock(hashtextextended('inbox.next ' || me, 0));
  delete from inbox.next_commands n where n.user_id = me and n.taken_at < now() - interval '1 day';
  return query
    select c.client_id, c.case_id, c.token, coalesce(c.lease_until, now()), 'again', coalesce(c.holder = me and c.lease_until > now(), false)
    from inbox.next_commands n join inbox.cases c on c.client_id = n.client_id and c.case_id = n.case_id
    where n.user_id = me and n.command = by_command;
  if found then
    return;
  end if;

  select count(*) >= most_unjudged into is_full from inbox.cases c
  where c.holder = me and c.lease_until > now() and c.stage in ('open', 'waiting-second')
    and not exists (
      select from inbox.judgements j where j.client_id = c.client_id and j.case_id = c.case_id and j.user_id = me);

  return query
    with pick as (
      select c.client_id, c.case_id, c.subject_id, c.stage, coalesce(c.holder = me and c.lease_until > now(), false) as held
      from inbox.cases c
      join inbox.subjects s on s.client_id = c.client_id and s.subject_id = c.subject_id
      where c.client_id = any (of_clients) and c.kind = any (of_kinds) and inbox.takeable(c, s, me)
        and (c.snoozed_until is null or c.snoozed_until <= now())
        and c.case_id is distinct from after_case
        and (not is_full or (c.holder = me and c.lease_until > now()))
      order by coalesce(c.holder = me and c.lease_until > now(), false), case when is_full then c.lease_until end,
        c.urgency desc, c.due_at, c.opened_at, c.case_id
      limit 1
      for update of c, s skip locked
    ), worked as (
      update inbox.subjects s set worker = me, until = greatest(s.until, now() + lease)
      from pick p where s.client_id = p.client_id and s.subject_id = p.subject_id and p.stage = 'open'
    ), kept as (
      insert into inbox.next_commands (user_id, command, client_id, case_id)
      select me, by_command, p.client_id, p.case_id from pick p
    )
    update inbox.cases c
    set holder = me, lease_until = greatest(case when c.holder = me then c.lease_until end, now() + lease),
      token = case when p.held then c.token else c.token + 1 end
    from pick p where c.client_id = p.client_id and c.case_id = p.case_id
    returning c.client_id, c.case_id, c.token, c.lease_until, case when is_full then 'full' when p.held then 'held' else 'new' end, true;
end
$$;

-- Is another open case about the same person in the hands of anybody but this person?
create function inbox.person_is_elsewhere(of_client text, of_case uuid, of_user text) returns boolean
language sql stable as $$
  select exists (
    select from inbox.cases c
    join inbox.cases o on o.client_id = c.client_id and o.subject_id = c.subject_id and o.case_id <> c.case_id
    where c.client_id = of_client and c.case_id = of_case and c.stage = 'open' and o.stage = 'open'
      and o.holder <> of_user and o.lease_until > now());
$$;
