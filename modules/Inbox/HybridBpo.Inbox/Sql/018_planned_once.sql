-- The statements of every page and every "next", planned once for a connection and not at each call, as functions in plain SQL are.
create or replace function inbox.tags_of(of_user text) returns text[]
language plpgsql stable set plan_cache_mode = force_generic_plan as $$
begin
  return coalesce((
    select array(select 'skill:' || skill from unnest(s.skills) as k (skill))
      || case when s.team = '' then '{}'::text[] else array['team:' || s.team] end
    from inbox.staff s where s.user_id = of_user), '{}');
end
$$;

create or replace function inbox.is_stopped(of_client text, of_case uuid) returns boolean
language plpgsql stable set plan_cache_mode = force_generic_plan as $$
begin
  return exists (
    select from inbox.model_stops s
    where s.client_id = of_client and s.restarted_at is null
      and exists (
        select from inbox.proposals p where p.client_id = of_client and p.case_id = of_case and inbox.is_model(p.model, s.model))
      and not exists (
        select from inbox.judgements j where j.client_id = of_client and j.case_id = of_case and j.judged_at < s.stopped_at));
end
$$;

create or replace function inbox.awaits_review(of_client text, of_case uuid, me text) returns boolean
language plpgsql stable set plan_cache_mode = force_generic_plan as $$
begin
  return exists (
    select from inbox.reviews r where r.client_id = of_client and r.case_id = of_case and r.reviewed_at is null
      and r.drawn_at > now() - interval '14 days' and not me = any (r.not_for));
end
$$;

create or replace function inbox.let_go(of_client text, of_case uuid) returns void
language plpgsql set plan_cache_mode = force_generic_plan as $$
begin
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
end
$$;

create or replace function inbox.hold(of_client text, of_case uuid, by_user text, with_token bigint, to_instant timestamptz) returns void
language plpgsql set plan_cache_mode = force_generic_plan as $$
begin
  with held as (
    update inbox.cases c set holder = by_user, token = with_token, lease_until = to_instant, snoozed_until = null, snoozed_by = null
    where c.client_id = of_client and c.case_id = of_case and c.token <= with_token
    returning c.subject_id, c.stage
  )
  update inbox.subjects s set worker = by_user, until = greatest(s.until, to_instant)
  from held h
  where s.client_id = of_client and s.subject_id = h.subject_id and h.stage = 'open'
    and (s.worker is null or s.until <= now() or s.worker = by_user);
end
$$;

-- A renewal that a crash of the database takes back only ends the lease earlier; nobody need wait for the disk.
create or replace function inbox.renew(me text, of_client text, of_case uuid, with_token bigint, lease interval) returns setof timestamptz
language plpgsql set plan_cache_mode = force_generic_plan as $$
begin
  perform set_config('synchronous_commit', 'off', true);
  return query
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
end
$$;

-- A reservation is not waited for either: the event that records it is, and what is written later to the log of the database is on disk later. A
-- crash takes both or the reservation alone, of which nobody was told.
create or replace function inbox.reserve_case(me text, of_client text, of_case uuid, lease interval)
returns table (client_id text, case_id uuid, token bigint, lease_until timestamptz)
language plpgsql set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
begin
  perform set_config('synchronous_commit', 'off', true);
  return query
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
end
$$;

create or replace function inbox.reserve_next(
  me text, of_clients text[], of_kinds text[], of_tags text[], lease interval, after_case uuid, by_command uuid, most_unjudged int)
returns table (client_id text, case_id uuid, token bigint, lease_until timestamptz, came text, mine boolean)
language plpgsql set enable_bitmapscan = off as $$
#variable_conflict use_column
declare
  is_full boolean;
  queue record;
  pick record;
begin
  perform set_config('synchronous_commit', 'off', true);
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

alter function inbox.reserve_next(text, text[], text[], text[], interval, uuid, uuid, int) set plan_cache_mode = force_generic_plan;
alter function inbox.count_cases(text, text[], text[], text[], boolean, timestamptz, int) set plan_cache_mode = force_generic_plan;

-- The first cases, as before; the lower urgencies are looked at only when the higher ones do not fill the list.
create or replace function inbox.first_cases(
  me text, of_clients text[], of_kinds text[], of_tags text[], all_of_team boolean, due_before timestamptz, at_most int)
returns setof inbox.cases
language plpgsql stable set enable_bitmapscan = off set plan_cache_mode = force_generic_plan as $$
declare
  rest int := at_most;
  more int;
begin
  for urgent in reverse 2..0 loop
    if all_of_team then
      return query
        select c.* from inbox.queues q cross join lateral (
          select c.* from inbox.cases c
          where c.client_id = q.client_id and c.kind = q.kind and c.needs = q.needs and c.urgency = urgent
            and c.stage not in ('delivered', 'withdrawn') and c.due_at < coalesce(due_before, 'infinity')
          order by c.due_at, c.opened_at, c.case_id limit rest) as c
        where q.client_id = any (of_clients) and q.kind = any (of_kinds)
        order by c.due_at, c.opened_at, c.case_id limit rest;
    else
      return query
        select c.* from inbox.queues q cross join lateral (
          select c.* from inbox.cases c join inbox.subjects s on s.client_id = c.client_id and s.subject_id = c.subject_id
          where c.client_id = q.client_id and c.kind = q.kind and c.needs = q.needs and c.urgency = urgent
            and c.stage not in ('delivered', 'withdrawn') and c.due_at < coalesce(due_before, 'infinity')
            and inbox.takeable(c, s, me) and (c.snoozed_until is null or c.snoozed_until <= now())
          order by c.due_at, c.opened_at, c.case_id limit rest) as c
        where q.client_id = any (of_clients) and q.kind = any (of_kinds) and string_to_array(q.needs, ' ') <@ of_tags
        order by c.due_at, c.opened_at, c.case_id limit rest;
    end if;
    get diagnostics more = row_count;
    rest := rest - more;
    exit when rest <= 0;
  end loop;
end
$$;

-- What is kept of new cases, for all that one statement opens together.
create function inbox.keep_of_new() returns trigger
language plpgsql as $$
begin
  insert into inbox.words (client_id, word, case_id)
  select n.client_id, w.word, n.case_id from opened n
  cross join lateral unnest(inbox.words_of(concat_ws(' ', n.reference, n.title, n.search_text))) as w (word)
  on conflict do nothing;
  insert into inbox.queues (client_id, kind, needs) select distinct n.client_id, n.kind, n.needs from opened n on conflict do nothing;
  insert into inbox.timers (client_id, case_id, free_since) select n.client_id, n.case_id, n.opened_at from opened n where n.only_for is null
  on conflict do nothing;
  return null;
end
$$;

-- breaks the version before: not at all; what it kept is kept below
drop trigger keep_words on inbox.cases;
-- breaks the version before: not at all; what it kept is kept below
drop trigger keep_queues on inbox.cases;
-- breaks the version before: not at all; what it kept is kept below
drop trigger keep_timers_of_new on inbox.cases;

-- breaks the version before: not at all; it refuses no row and only writes beside
create trigger keep_words after delete or update of reference, title, search_text on inbox.cases for each row execute function inbox.keep_words();

-- breaks the version before: not at all; it refuses no row and only writes beside
create trigger keep_queues after update of needs on inbox.cases for each row execute function inbox.keep_queues();

-- breaks the version before: not at all; it refuses no row and only writes beside
create trigger keep_of_new after insert on inbox.cases referencing new table as opened for each statement execute function inbox.keep_of_new();

create or replace function inbox.keep_words() returns trigger
language plpgsql as $$
declare
  before text[] := inbox.words_of(old);
  after text[] := case when tg_op = 'DELETE' then '{}' else inbox.words_of(new) end;
begin
  if before <> after then
    delete from inbox.words w using unnest(before) as gone (word)
    where w.client_id = old.client_id and w.case_id = old.case_id and w.word = gone.word;
  end if;
  if tg_op <> 'DELETE' and before <> after then
    insert into inbox.words (client_id, word, case_id) select new.client_id, word, new.case_id from unnest(after) as w (word)
    on conflict do nothing;
  end if;
  return null;
end
$$;

create or replace function inbox.keep_timers() returns trigger
language plpgsql as $$
begin
  if new.only_for is not null then
    return null;
  elsif new.stage in ('delivered', 'withdrawn') then
    delete from inbox.timers t where t.client_id = new.client_id and t.case_id = new.case_id;
  else
    update inbox.timers t set
      next_at = case when new.stage in ('open', 'waiting-second') then '-infinity'::timestamptz else 'infinity' end,
      token = t.token + 1, claimed_until = null,
      free_since = case when new.holder is null and (old.holder is not null or new.stage <> old.stage) then now() else t.free_since end,
      -- From one person to another within one stage; a second person is none of them.
      bounces = case when new.stage <> old.stage then 0 when new.holder is not null and new.holder <> t.last_holder then t.bounces + 1
        else t.bounces end,
      bounced_at = case when new.stage = old.stage and new.holder is not null and new.holder <> t.last_holder then now() else t.bounced_at end,
      last_holder = case when new.stage <> old.stage then new.holder else coalesce(new.holder, t.last_holder) end,
      told_at = case when new.stage = 'decided' then null else t.told_at end
    where t.client_id = new.client_id and t.case_id = new.case_id;
  end if;
  return null;
end
$$;
