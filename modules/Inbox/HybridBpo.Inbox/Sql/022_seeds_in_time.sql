-- When a real case of the same age would be escalated first: a seed, which has no timers, must be gone by then, for it would show no sign of it.
alter table inbox.seeds add column stale_at timestamptz;

-- As before, but told apart by what shows.
create or replace function inbox.deal_seed(me text, of_clients text[], of_kinds text[], waited interval) returns table (client_id text, case_id uuid)
language plpgsql as $$
#variable_conflict use_column
declare
  before text := inbox.at_every_desk();
  dealt record;
begin
  perform pg_advisory_xact_lock(hashtextextended('inbox.next ' || me, 0));
  if not exists (
    select from inbox.seeds s join inbox.cases c on c.client_id = s.client_id and c.case_id = s.case_id
    where c.only_for = me and s.answered_at is null and s.dealt_at is not null and c.stage = 'open') then
    select c.client_id, c.case_id into dealt from inbox.seeds s
    join inbox.samples p on p.client_id = s.client_id and p.sample_id = s.sample_id and p.ended_at is null
    join inbox.cases c on c.client_id = s.client_id and c.case_id = s.case_id
    where s.user_id = me and s.dealt_at is null and s.spoiled_at is null and c.only_for = '-'
      and s.client_id = any (of_clients) and s.kind = any (of_kinds)
      and c.opened_at <= now() - waited and c.due_at > now() + waited and coalesce(s.stale_at, c.due_at) > now() + waited
      -- Only among real ones of its kind, so that it does not stand out.
      and exists (select from inbox.cases o where o.client_id = c.client_id and o.kind = c.kind and o.only_for is null and o.stage = 'open')
    order by c.due_at limit 1 for update of s, c;
    if found then
      update inbox.seeds s set dealt_at = now() where s.client_id = dealt.client_id and s.case_id = dealt.case_id;
      update inbox.cases c set only_for = me where c.client_id = dealt.client_id and c.case_id = dealt.case_id;
      return query select dealt.client_id, dealt.case_id;
    end if;
  end if;
  perform set_config('app.desk', before, true);
end
$$;

-- What would come to its desk late, or without a sign that a real one shows by then, never comes; what lies at its desk in nobody's hands goes, as if
-- somebody else had taken it.
create or replace function inbox.spoil_seeds(waited interval) returns void
language plpgsql as $$
declare
  before text := inbox.at_every_desk();
begin
  update inbox.seeds s set spoiled_at = now() from inbox.cases c
  where c.client_id = s.client_id and c.case_id = s.case_id and c.only_for = '-' and s.dealt_at is null and s.spoiled_at is null
    and least(c.due_at, s.stale_at) <= now() + waited;
  with gone as (
    update inbox.seeds s set spoiled_at = now() from inbox.cases c
    where c.client_id = s.client_id and c.case_id = s.case_id and c.only_for is distinct from '-' and s.dealt_at is not null
      and s.spoiled_at is null and s.answered_at is null and c.stage = 'open' and least(c.due_at, s.stale_at) <= now()
      and coalesce(c.lease_until <= now(), true) and coalesce(c.snoozed_until <= now(), true)
    returning s.client_id, s.case_id)
  update inbox.cases c set only_for = '-' from gone g where c.client_id = g.client_id and c.case_id = g.case_id;
  perform set_config('app.desk', before, true);
end
$$;

-- Everything of theirs goes to others: what is seeded goes nowhere, and is gone.
create function inbox.take_seeds_from(users text[], of_clients text[]) returns void
language plpgsql as $$
declare
  before text := inbox.at_every_desk();
begin
  with gone as (
    update inbox.seeds s set spoiled_at = now() from inbox.cases c
    where c.client_id = s.client_id and c.case_id = s.case_id and c.client_id = any (of_clients) and c.only_for = any (users)
      and s.dealt_at is not null
      and s.answered_at is null and s.spoiled_at is null and c.stage = 'open'
      and ((c.holder = any (users) and c.lease_until > now()) or (c.snoozed_by = any (users) and c.snoozed_until > now()))
    returning s.client_id, s.case_id)
  update inbox.cases c set only_for = '-', holder = null, lease_until = null, snoozed_by = null, snoozed_until = null
  from gone g where c.client_id = g.client_id and c.case_id = g.case_id;
  perform set_config('app.desk', before, true);
end
$$;
