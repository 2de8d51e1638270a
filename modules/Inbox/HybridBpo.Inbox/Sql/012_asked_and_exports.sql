-- Whom the holder asked to take a case over, until that person accepts or returns it.
alter table inbox.cases add column delegated_to text, add column delegated_by text;
create index cases_delegated_to on inbox.cases (delegated_to) where delegated_to is not null;

-- Who cannot be the second person although they did not decide: on whose behalf it was decided, and who acts on behalf of those.
alter table inbox.cases add column not_second text[] not null default '{}';

create or replace function inbox.takeable(c inbox.cases, s inbox.subjects, me text) returns boolean
language sql stable as $$
  select c.stage in ('open', 'waiting-second')
    and (c.holder is null or c.lease_until <= now() or c.holder = me)
    and not me = any (c.not_for)
    and (c.stage = 'open' or (c.decided_by <> me and not me = any (c.not_second)))
    and (c.stage = 'waiting-second' or s.worker is null or s.until <= now() or s.worker = me);
$$;

-- Who took which part of the queue out as a file: never what stood in it, nor what was searched for.
create table inbox.exports (
  id uuid primary key,
  user_id text not null,
  at timestamptz not null,
  -- The filter, without the words searched for.
  narrowed text not null,
  searched boolean not null,
  rows int not null
);
create index exports_at on inbox.exports (at desc);
