-- What each person drew for a case that may be judged in several modes, and since when they see the proposal although they have not judged.
create table inbox.case_modes (
  client_id text not null,
  case_id uuid not null,
  user_id text not null,
  mode text not null,
  drawn_at timestamptz not null,
  shown_at timestamptz,
  primary key (client_id, case_id, user_id)
);

alter table inbox.case_modes enable row level security;
alter table inbox.case_modes force row level security;
create policy clients_of_access on inbox.case_modes using (current_setting('app.clients', true) = '*'
  or client_id = any (string_to_array(current_setting('app.clients', true), ',')));

-- Who cannot be the second person although they did not decide: who saw the proposal before they judged, on whose behalf it was decided, and who acts
-- on behalf of those.
alter table inbox.cases add column not_second text[] not null default '{}';

-- Somebody saw the proposal: after their judgement, or, as their mode allows, before it.
create function inbox.note_reveal(of_client text, of_case uuid, by_user text, at_instant timestamptz) returns void
language plpgsql as $$
begin
  update inbox.judgements j set revealed_at = at_instant
  where j.client_id = of_client and j.case_id = of_case and j.user_id = by_user;
  if not found then
    update inbox.case_modes m set shown_at = coalesce(m.shown_at, at_instant)
    where m.client_id = of_client and m.case_id = of_case and m.user_id = by_user;
    update inbox.cases c set not_second = c.not_second || by_user
    where c.client_id = of_client and c.case_id = of_case and not by_user = any (c.not_second);
  end if;
end
$$;

-- May this person take the case now? The second person is never the first, and saw no proposal before judging; a person's other open cases must
-- not be in somebody else's hands.
create or replace function inbox.takeable(c inbox.cases, s inbox.subjects, me text) returns boolean
language sql stable as $$
  select c.stage in ('open', 'waiting-second')
    and (c.holder is null or c.lease_until <= now() or c.holder = me)
    and not me = any (c.not_for)
    and (c.stage = 'open' or (c.decided_by <> me and not me = any (c.not_second)))
    and (c.stage = 'waiting-second' or s.worker is null or s.until <= now() or s.worker = me);
$$;
