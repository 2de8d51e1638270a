-- Cases whose right answer is known, made by people from decided ones and without anybody's data: what seeds and the practice of new staff are made
-- of. Proposed: what the machine is said to propose, right or wrong.
create table inbox.samples (
  client_id text not null,
  sample_id uuid not null,
  purpose text not null,   -- seed or practice
  kind text not null,
  question text not null,
  reference text not null,
  evidence jsonb not null,
  form jsonb not null,
  model text not null,
  because text not null,
  proposed text not null,
  truth text not null,
  why text not null,
  copied_from uuid not null,
  -- Of the decided case: a seed is due as soon after it was opened. Null: by the escalation policy.
  opened_at timestamptz not null,
  due_at timestamptz,
  made_by text not null,
  made_at timestamptz not null,
  ended_by text,
  ended_at timestamptz,
  primary key (client_id, sample_id)
);

-- The only marker of a seeded case. It is there before the case is, and no event says so before the answer.
create table inbox.seeds (
  client_id text not null,
  case_id uuid not null,
  sample_id uuid not null,
  user_id text not null,
  kind text not null,
  made_at timestamptz not null default now(),
  dealt_at timestamptz,
  spoiled_at timestamptz,   -- was in reserve too long, and never comes to a desk
  answered_by text,
  answered_at timestamptz,
  choice text,
  agreed boolean,
  machine_right boolean,
  answer_right boolean,
  primary key (client_id, case_id)
);
create index seeds_waiting on inbox.seeds (user_id) where dealt_at is null and spoiled_at is null;
create index seeds_answered on inbox.seeds (answered_at, client_id) where answered_at is not null;

do $$
declare
  t text;
begin
  foreach t in array array['samples', 'seeds'] loop
    execute format('alter table inbox.%I enable row level security', t);
    execute format('alter table inbox.%I force row level security', t);
    execute format('create policy clients_of_access on inbox.%I using (current_setting(''app.clients'', true) = ''*'' '
      || 'or client_id = any (string_to_array(current_setting(''app.clients'', true), '','')))', t);
  end loop;
end
$$;

-- For whom alone a case is: a seed's row shows to nobody else, in no count, list, report, timer, export or answer to a program, unless a statement
-- says at whose desk it is (app.desk). What forgets to say so sees real cases only. '-': in reserve, for nobody yet.
alter table inbox.cases add column only_for text;
-- breaks the version before: not at all; it hides rows that only this version makes
create policy only_at_the_desk on inbox.cases as restrictive
using (only_for is null or coalesce(current_setting('app.desk', true) = only_for, false)
  or coalesce(current_setting('app.desk', true) = delegated_to, false) or coalesce(current_setting('app.desk', true) = '*', false)) with check (true);

-- Nothing of a seed waits for anything: no timer, so no escalation.
create or replace function inbox.keep_timers() returns trigger
language plpgsql as $$
begin
  if new.only_for is not null then
    return null;
  elsif tg_op = 'INSERT' then
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

-- At every desk for what follows in this transaction, until it is set back to what this answers.
create function inbox.at_every_desk() returns text
language plpgsql as $$
declare
  before text := coalesce(current_setting('app.desk', true), '');
begin
  perform set_config('app.desk', '*', true);
  return before;
end
$$;

-- A seed goes to somebody else's desk with whoever asked them to take it.
create function inbox.pass_seed(of_client text, of_case uuid, to_user text) returns void
language plpgsql as $$
declare
  before text := inbox.at_every_desk();
begin
  update inbox.cases c set only_for = to_user where c.client_id = of_client and c.case_id = of_case and c.only_for is not null;
  perform set_config('app.desk', before, true);
end
$$;

-- A seed that was in reserve for this person comes to their desk. It waited for a while, as real cases do, and is not late.
create function inbox.deal_seed(me text, of_clients text[], of_kinds text[], waited interval) returns table (client_id text, case_id uuid)
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
      and c.opened_at <= now() - waited and c.due_at > now() + waited
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

-- In reserve too long: it would come to its desk late. It never comes to one, and a fresh one takes its place.
create function inbox.spoil_seeds(waited interval) returns void
language plpgsql as $$
declare
  before text := inbox.at_every_desk();
begin
  update inbox.seeds s set spoiled_at = now() from inbox.cases c
  where c.client_id = s.client_id and c.case_id = s.case_id and c.only_for = '-' and s.dealt_at is null and s.spoiled_at is null
    and c.due_at <= now() + waited;
  perform set_config('app.desk', before, true);
end
$$;

-- A seed is answered: it is over, and stands in nobody's list of decisions that wait.
create function inbox.end_seed(of_client text, of_case uuid, at_instant timestamptz) returns void
language plpgsql as $$
declare
  before text := inbox.at_every_desk();
begin
  update inbox.cases c set stage = 'withdrawn', closed_at = at_instant, decided_by = null, leaves_at = null, holder = null, lease_until = null
  where c.client_id = of_client and c.case_id = of_case;
  perform set_config('app.desk', before, true);
end
$$;

-- The last fence: a decision of a seed never leaves, whoever asks for it.
create function inbox.never_of_seed(of_client text, of_case uuid) returns void
language plpgsql as $$
begin
  if exists (select from inbox.seeds s where s.client_id = of_client and s.case_id = of_case) then
    raise exception 'A seeded case never leaves: % %', of_client, of_case;
  end if;
end
$$;
