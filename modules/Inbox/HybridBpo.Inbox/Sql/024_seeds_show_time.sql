-- Whose desks a seed was at besides its first: whoever saw it never gets its like again.
alter table inbox.seeds add column seen_by text[] not null default '{}';

-- As before, and it is kept who saw it.
create or replace function inbox.pass_seed(of_client text, of_case uuid, to_user text) returns void
language plpgsql as $$
declare
  before text := inbox.at_every_desk();
begin
  update inbox.cases c set only_for = to_user where c.client_id = of_client and c.case_id = of_case and c.only_for is not null;
  update inbox.seeds s set seen_by = s.seen_by || to_user
  where s.client_id = of_client and s.case_id = of_case and s.user_id <> to_user and not to_user = any (s.seen_by);
  -- Not another of the same sample.
  update inbox.seeds o set spoiled_at = now() from inbox.seeds s
  where s.client_id = of_client and s.case_id = of_case and o.client_id = of_client and o.sample_id = s.sample_id and o.user_id = to_user
    and o.dealt_at is null and o.spoiled_at is null;
  perform set_config('app.desk', before, true);
end
$$;

-- A case shows what its waiting came to, also one that is at a single desk.
create function inbox.show_escalation(of_client text, of_case uuid, at_instant timestamptz, key text, to_urgency int, to_needs text) returns void
language plpgsql as $$
declare
  before text := inbox.at_every_desk();
begin
  update inbox.cases c set escalated_at = at_instant, escalated_why = c.escalated_why || key, urgency = coalesce(to_urgency, c.urgency),
    needs = coalesce(to_needs, c.needs)
  where c.client_id = of_client and c.case_id = of_case;
  perform set_config('app.desk', before, true);
end
$$;

-- Seeds that somebody holds, or has put aside, past the moment at which a real case of the same age would have been escalated first.
create function inbox.late_seeds() returns setof inbox.cases
language plpgsql as $$
declare
  before text := inbox.at_every_desk();
begin
  return query
    select c.* from inbox.seeds s join inbox.cases c on c.client_id = s.client_id and c.case_id = s.case_id
    where s.stale_at <= now() and s.dealt_at is not null and s.spoiled_at is null and s.answered_at is null
      and c.stage = 'open' and (c.lease_until > now() or c.snoozed_until > now());
  perform set_config('app.desk', before, true);
end
$$;
