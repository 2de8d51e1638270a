-- Who works here: team, skills and shifts of a person, and when they are away. Of the whole firm, as people serve several clients; read and written
-- by the inbox alone.
create table inbox.staff (
  user_id text primary key,
  team text not null default '',
  skills text[] not null default '{}',
  -- Seven spans of local time from Monday on, such as 09:00-17:30; empty: not that day. No row, or seven empty ones: at any time.
  shifts text[] not null default '{"","","","","","",""}',
  time_zone text not null default '',
  changed_by text not null,
  changed_at timestamptz not null
);

create table inbox.absences (
  id uuid primary key,
  user_id text not null,
  from_at timestamptz not null,
  until_at timestamptz not null,
  why text not null,
  said_by text not null,
  said_at timestamptz not null,
  ended_by text,
  ended_at timestamptz,
  check (from_at < until_at)
);
create index absences_user on inbox.absences (user_id, until_at);

-- What this person brings of all that cases may ask.
create function inbox.tags_of(of_user text) returns text[]
language sql stable as $$
  select coalesce((
    select array(select 'skill:' || skill from unnest(s.skills) as k (skill))
      || case when s.team = '' then '{}'::text[] else array['team:' || s.team] end
    from inbox.staff s where s.user_id = of_user), '{}');
$$;

-- Which cases go to whom: YAML, each version kept.
create table inbox.routing_policies (
  version int primary key,
  yaml text not null,
  why text not null,
  said_by text not null,
  said_at timestamptz not null
);

-- What a case asks of whoever takes it, as its policy said at its opening: "skill:spanish team:north", or nothing.
alter table inbox.cases add column needs text not null default '';

-- A queue is what one client has of one kind that asks for the same; there are few. "Next" and the lists ask each for its first cases, in the order
-- of an index, so that nothing here reads more rows than somebody can see.
create table inbox.queues (
  client_id text not null,
  kind text not null,
  needs text not null,
  primary key (client_id, kind, needs)
);

alter table inbox.queues enable row level security;
alter table inbox.queues force row level security;
create policy clients_of_access on inbox.queues using (current_setting('app.clients', true) = '*'
  or client_id = any (string_to_array(current_setting('app.clients', true), ',')));

insert into inbox.queues (client_id, kind, needs) select distinct client_id, kind, needs from inbox.cases;

-- breaks the version before: not at all; its lists only read more rows
drop index inbox.cases_queue;
create index cases_open on inbox.cases (client_id, kind, needs, urgency desc, due_at, opened_at, case_id)
where stage not in ('delivered', 'withdrawn');

create function inbox.keep_queues() returns trigger
language plpgsql as $$
begin
  insert into inbox.queues (client_id, kind, needs) values (new.client_id, new.kind, new.needs) on conflict do nothing;
  return null;
end
$$;

-- breaks the version before: not at all; it refuses no row and only writes beside
create trigger keep_queues after insert or update of needs on inbox.cases for each row execute function inbox.keep_queues();

-- The first cases, urgency first, then due time: those that somebody holds or could take, or all of the team. Each queue is asked for its first rows
-- of each urgency. of_tags: what this person has of all that cases may ask, such as {skill:spanish,team:north}. The planner takes the fences of
-- row-level security for very narrow and would rather fetch and sort a whole queue: only the index's own order is left to it.
create function inbox.first_cases(
  me text, of_clients text[], of_kinds text[], of_tags text[], all_of_team boolean, due_before timestamptz, at_most int)
returns setof inbox.cases
language plpgsql stable set enable_bitmapscan = off as $$
begin
  if all_of_team then
    return query
      select c.* from inbox.queues q cross join (values (2), (1), (0)) as u (urgency) cross join lateral (
        select c.* from inbox.cases c
        where c.client_id = q.client_id and c.kind = q.kind and c.needs = q.needs and c.urgency = u.urgency
          and c.stage not in ('delivered', 'withdrawn')
          and c.due_at < coalesce(due_before, 'infinity')
        order by c.due_at, c.opened_at, c.case_id limit at_most) as c
      where q.client_id = any (of_clients) and q.kind = any (of_kinds)
      order by c.urgency desc, c.due_at, c.opened_at, c.case_id limit at_most;
  else
    return query
      select c.* from inbox.queues q cross join (values (2), (1), (0)) as u (urgency) cross join lateral (
        select c.* from inbox.cases c join inbox.subjects s on s.client_id = c.client_id and s.subject_id = c.subject_id
        where c.client_id = q.client_id and c.kind = q.kind and c.needs = q.needs and c.urgency = u.urgency
          and c.stage not in ('delivered', 'withdrawn')
          and c.due_at < coalesce(due_before, 'infinity')
          and inbox.takeable(c, s, me) and (c.snoozed_until is null or c.snoozed_until <= now())
        order by c.due_at, c.opened_at, c.case_id limit at_most) as c
      where q.client_id = any (of_clients) and q.kind = any (of_kinds) and string_to_array(q.needs, ' ') <@ of_tags
      order by c.urgency desc, c.due_at, c.opened_at, c.case_id limit at_most;
  end if;
end
$$;

-- How many there are, counted no further than asked.
create function inbox.count_cases(
  me text, of_clients text[], of_kinds text[], of_tags text[], all_of_team boolean, due_before timestamptz, at_most int)
returns bigint
language plpgsql stable set enable_bitmapscan = off as $$
begin
  if all_of_team then
    return (select count(*) from (
      select from inbox.queues q cross join (values (2), (1), (0)) as u (urgency) cross join lateral (
        select from inbox.cases c
        where c.client_id = q.client_id and c.kind = q.kind and c.needs = q.needs and c.urgency = u.urgency
          and c.stage not in ('delivered', 'withdrawn')
          and c.due_at < coalesce(due_before, 'infinity') limit at_most) as c
      where q.client_id = any (of_clients) and q.kind = any (of_kinds) limit at_most) as counted);
  end if;
  return (select count(*) from (
    select from inbox.queues q cross join (values (2), (1), (0)) as u (urgency) cross join lateral (
      select from inbox.cases c join inbox.subjects s on s.client_id = c.client_id and s.subject_id = c.subject_id
      where c.client_id = q.client_id and c.kind = q.kind and c.needs = q.needs and c.urgency = u.urgency
          and c.stage not in ('delivered', 'withdrawn')
        and c.due_at < coalesce(due_before, 'infinity')
        and inbox.takeable(c, s, me) and (c.snoozed_until is null or c.snoozed_until <= now()) limit at_most) as c
    where q.client_id = any (of_clients) and q.kind = any (of_kinds) and string_to_array(q.needs, ' ') <@ of_tags limit at_most) as counted);
end
$$;

-- The most urgent case that is free for this person and that they have team and skills for, passing over what others are taking at this moment; the
-- order knows urgency and due time, never a score. Who holds as many unjudged cases as one may comes back to those, the one left alone longest
-- first; so does who finds nothing free. A lease that still runs keeps its token; every other reservation makes a new one.
-- came: new, held (nothing new is free), full (too many are held unjudged), again (the same command: whatever it came to then).
create function inbox.reserve_next(
  me text, of_clients text[], of_kinds text[], of_tags text[], lease interval, after_case uuid, by_command uuid, most_unjudged int)
returns table (client_id text, case_id uuid, token bigint, lease_until timestamptz, came text, mine boolean)
language plpgsql set enable_bitmapscan = off as $$
#variable_conflict use_column
declare
  is_full boolean;
  queue record;
  pick record;
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

  if not is_full then
    -- The queue whose first free case comes first; only its row is locked, and where others were faster the next queue is asked.
    for queue in
      select q.client_id, q.kind, q.needs from inbox.queues q
      cross join lateral (
        select c.urgency, c.due_at, c.opened_at, c.case_id from inbox.cases c
        join inbox.subjects s on s.client_id = c.client_id and s.subject_id = c.subject_id
        where c.client_id = q.client_id and c.kind = q.kind and c.needs = q.needs
          and c.stage not in ('delivered', 'withdrawn') and inbox.takeable(c, s, me)
          and (c.holder is distinct from me or c.lease_until <= now()) and (c.snoozed_until is null or c.snoozed_until <= now())
          and c.case_id is distinct from after_case
        order by c.urgency desc, c.due_at, c.opened_at, c.case_id limit 1) head
      where q.client_id = any (of_clients) and q.kind = any (of_kinds) and string_to_array(q.needs, ' ') <@ of_tags
      order by head.urgency desc, head.due_at, head.opened_at, head.case_id
    loop
      select c.client_id, c.case_id, c.subject_id, c.stage, false as held into pick
      from inbox.cases c
      join inbox.subjects s on s.client_id = c.client_id and s.subject_id = c.subject_id
      where c.client_id = queue.client_id and c.kind = queue.kind and c.needs = queue.needs
        and c.stage not in ('delivered', 'withdrawn') and inbox.takeable(c, s, me)
        and (c.holder is distinct from me or c.lease_until <= now()) and (c.snoozed_until is null or c.snoozed_until <= now())
        and c.case_id is distinct from after_case
      order by c.urgency desc, c.due_at, c.opened_at, c.case_id
      limit 1 for update of c, s skip locked;
      exit when found;
    end loop;
  end if;

  if pick is null then
    select c.client_id, c.case_id, c.subject_id, c.stage, true as held into pick
    from inbox.cases c
    join inbox.subjects s on s.client_id = c.client_id and s.subject_id = c.subject_id
    where c.holder = me and c.lease_until > now() and c.client_id = any (of_clients) and c.kind = any (of_kinds) and inbox.takeable(c, s, me)
      and c.case_id is distinct from after_case
    order by case when is_full then c.lease_until end, c.urgency desc, c.due_at, c.opened_at, c.case_id
    limit 1 for update of c, s skip locked;
    if not found then
      return;
    end if;
  end if;

  if pick.stage = 'open' then
    update inbox.subjects s set worker = me, until = greatest(s.until, now() + lease)
    where s.client_id = pick.client_id and s.subject_id = pick.subject_id;
  end if;
  insert into inbox.next_commands (user_id, command, client_id, case_id) values (me, by_command, pick.client_id, pick.case_id);
  return query
    update inbox.cases c
    set holder = me, lease_until = greatest(case when c.holder = me then c.lease_until end, now() + lease),
      token = case when pick.held then c.token else c.token + 1 end
    where c.client_id = pick.client_id and c.case_id = pick.case_id
    returning c.client_id, c.case_id, c.token, c.lease_until, case when is_full then 'full' when pick.held then 'held' else 'new' end, true;
end
$$;

-- Hosts of the version before know of no needs: they hand out what asks for none.
create or replace function inbox.reserve_next(
  me text, of_clients text[], of_kinds text[], lease interval, after_case uuid, by_command uuid, most_unjudged int)
returns table (client_id text, case_id uuid, token bigint, lease_until timestamptz, came text, mine boolean)
language sql as $$
  select * from inbox.reserve_next(me, of_clients, of_kinds, '{}'::text[], lease, after_case, by_command, most_unjudged);
$$;
