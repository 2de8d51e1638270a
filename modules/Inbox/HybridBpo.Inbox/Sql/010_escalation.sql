-- What happens to cases that wait: versions of the policy, and one dated row per open case that says when it is looked at next.
create table inbox.escalation_policies (
  version int primary key,
  yaml text not null,
  why text not null,
  said_by text not null,
  said_at timestamptz not null
);

-- All timers of a case in one row: the next of them, on the clock of this database. Replaced whenever the case goes into other hands, is put aside,
-- decided or due otherwise: -infinity asks to look at it anew.
create table inbox.timers (
  client_id text not null,
  case_id uuid not null,
  next_at timestamptz not null default '-infinity',
  -- The versions of policy and calendar, added up, by which next_at was reckoned: both only rise.
  plan int not null default 0,
  -- Whoever works on the row holds it until then, by this token; a change of the case makes a higher one.
  claimed_until timestamptz,
  token bigint not null default 0,
  free_since timestamptz not null,
  last_holder text,
  bounces int not null default 0,
  bounced_at timestamptz,
  stranded_since timestamptz,
  told_at timestamptz,
  primary key (client_id, case_id)
);
create index timers_next on inbox.timers (next_at, client_id, case_id);
create index timers_plan on inbox.timers (client_id, plan);
create index timers_stranded on inbox.timers (client_id, case_id) where stranded_since is not null;
create index timers_told on inbox.timers (client_id, told_at desc) where told_at is not null;

alter table inbox.timers enable row level security;
alter table inbox.timers force row level security;
create policy clients_of_access on inbox.timers using (current_setting('app.clients', true) = '*'
  or client_id = any (string_to_array(current_setting('app.clients', true), ',')));

-- How long those have waited that are open now is not known: they begin anew.
insert into inbox.timers (client_id, case_id, next_at, free_since, last_holder)
select client_id, case_id, case when stage in ('open', 'waiting-second') then '-infinity'::timestamptz else 'infinity' end, now(), holder
from inbox.cases where stage not in ('delivered', 'withdrawn');

-- Told before there were timers.
update inbox.timers t set told_at = c.escalated_at from inbox.cases c
where c.client_id = t.client_id and c.case_id = t.case_id and c.escalated_at is not null;

create or replace function inbox.keep_timers() returns trigger
language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    insert into inbox.timers (client_id, case_id, free_since) values (new.client_id, new.case_id, new.opened_at) on conflict do nothing;
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

-- breaks the version before: not at all; it refuses no row and only writes beside
create trigger keep_timers_of_new after insert on inbox.cases for each row execute function inbox.keep_timers();

-- breaks the version before: not at all; it refuses no row and only writes beside
create trigger keep_timers after update of stage, holder, due_at, snoozed_until, snoozed_by on inbox.cases for each row
when (old.stage is distinct from new.stage or old.holder is distinct from new.holder or old.due_at is distinct from new.due_at
  or old.snoozed_until is distinct from new.snoozed_until)
execute function inbox.keep_timers();

-- Rows of cases that changed, or else those whose time has come, the oldest first: nobody else gets them before the claim runs out.
create or replace function inbox.claim_timers(of_changed boolean, at_most int, lease interval) returns setof inbox.timers
language sql as $$
  with due as (
    select t.client_id, t.case_id from inbox.timers t
    where t.next_at >= case when of_changed then '-infinity'::timestamptz else '0001-01-01 00:00+00' end
      and t.next_at <= case when of_changed then '-infinity'::timestamptz else now() end
      and (t.claimed_until is null or t.claimed_until <= now())
    order by t.next_at, t.client_id, t.case_id limit at_most for update skip locked)
  update inbox.timers t set claimed_until = now() + lease, token = t.token + 1
  from due d where t.client_id = d.client_id and t.case_id = d.case_id
  returning t.*;
$$;

-- What this person put aside, or decided and has not left for good; for a day also what they decided and new facts voided, so that they hear of it.
create index cases_voided on inbox.cases (decided_by, closed_at) where stage = 'withdrawn' and decided_by is not null;
create or replace function inbox.waiting_for(me text) returns setof inbox.cases
language sql stable as $$
  select c.* from inbox.cases c
  where c.stage not in ('delivered', 'withdrawn')
    and ((c.stage <> 'open' and c.decided_by = me) or (c.stage <> 'open' and c.confirmed_by = me) or (c.snoozed_by = me and c.snoozed_until > now()))
  union all
  select c.* from inbox.cases c where c.stage = 'withdrawn' and c.decided_by = me and c.closed_at > now() - interval '1 day';
$$;

-- What queues hold by age, looked up instead of counted through: at most so many of each.
create index cases_due on inbox.cases (client_id, kind, needs, due_at) where stage in ('open', 'waiting-second');
create index cases_opened on inbox.cases (client_id, kind, opened_at) include (due_at) where stage in ('open', 'waiting-second');
create index cases_with_exceptions on inbox.cases (client_id, kind, due_at) where stage in ('open', 'waiting-second')
  and (not_for <> '{}' or not_second <> '{}');

create or replace function inbox.queue_ages(of_clients text[], at_most int)
returns table (client_id text, kind text, fresh bigint, today bigint, older bigint, late bigint, oldest timestamptz)
language plpgsql stable set enable_bitmapscan = off as $$
#variable_conflict use_column
begin
  return query
    select q.client_id, q.kind,
      (select count(*) from (select from inbox.cases c where c.client_id = q.client_id and c.kind = q.kind and c.stage in ('open', 'waiting-second')
        and c.opened_at > now() - interval '4 hours' and c.due_at >= now() limit at_most) as counted),
      (select count(*) from (select from inbox.cases c where c.client_id = q.client_id and c.kind = q.kind and c.stage in ('open', 'waiting-second')
        and c.opened_at > now() - interval '24 hours' and c.opened_at <= now() - interval '4 hours' and c.due_at >= now() limit at_most) as counted),
      (select count(*) from (select from inbox.cases c where c.client_id = q.client_id and c.kind = q.kind and c.stage in ('open', 'waiting-second')
        and c.opened_at <= now() - interval '24 hours' and c.due_at >= now() limit at_most) as counted),
      (select count(*) from unnest(q.needs) as n (needs) cross join lateral (select from inbox.cases c
        where c.client_id = q.client_id and c.kind = q.kind and c.needs = n.needs and c.stage in ('open', 'waiting-second')
        and c.due_at < now() limit at_most) as counted),
      (select min(c.opened_at) from inbox.cases c where c.client_id = q.client_id and c.kind = q.kind and c.stage in ('open', 'waiting-second'))
    from (select o.client_id, o.kind, array_agg(o.needs) as needs from inbox.queues o where o.client_id = any (of_clients) group by 1, 2) as q;
end
$$;
