-- The inbox at a million open cases: what is looked for is looked up. The queues themselves come with the routing (008).

-- Every word of reference, title and snapshot that a case is found by, without accents and in small letters. Kept by the trigger below, whoever
-- writes the case.
create table inbox.words (
  client_id text not null,
  word text collate "C" not null,
  case_id uuid not null,
  primary key (client_id, word, case_id)
);

alter table inbox.words enable row level security;
alter table inbox.words force row level security;
create policy clients_of_access on inbox.words using (current_setting('app.clients', true) = '*'
  or client_id = any (string_to_array(current_setting('app.clients', true), ',')));

create index cases_decided_by on inbox.cases (decided_by) where decided_by is not null and stage not in ('delivered', 'withdrawn');
create index cases_confirmed_by on inbox.cases (confirmed_by) where confirmed_by is not null and stage not in ('delivered', 'withdrawn');
create index cases_snoozed_by on inbox.cases (snoozed_by) where snoozed_by is not null and stage not in ('delivered', 'withdrawn');

-- Of the first 200 words at most 40 letters each: runs of letters and digits, and what they make without the signs between, so that "FB-204871" is
-- found by "fb204871" as well.
create function inbox.words_of(of_text text) returns text[]
language plpgsql immutable parallel safe as $$
declare
  plain constant text := regexp_replace(lower(normalize(left(of_text, 12000), nfkd)), '[\u0300-\u036f]', '', 'g');
  glued constant text := regexp_replace(plain, '([[:alnum:]])[^[:alnum:][:space:]]+(?=[[:alnum:]])', '\1', 'g');
begin
  return array(
    select distinct left(word, 40)
    from unnest((regexp_split_to_array(plain, '[^[:alnum:]]+'))[1:200] || (regexp_split_to_array(glued, '[^[:alnum:]]+'))[1:200]) as w (word)
    where word <> '' order by 1);
end
$$;

create function inbox.words_of(c inbox.cases) returns text[]
language sql immutable parallel safe as $$
  select inbox.words_of(concat_ws(' ', c.reference, c.title, c.search_text));
$$;

create function inbox.keep_words() returns trigger
language plpgsql as $$
declare
  before text[] := case when tg_op = 'INSERT' then '{}' else inbox.words_of(old) end;
  after text[] := case when tg_op = 'DELETE' then '{}' else inbox.words_of(new) end;
begin
  if tg_op <> 'INSERT' and before <> after then
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

-- breaks the version before: not at all; it refuses no row and only writes beside
create trigger keep_words after insert or delete or update of reference, title, search_text on inbox.cases
for each row execute function inbox.keep_words();

insert into inbox.words (client_id, word, case_id) select c.client_id, w.word, c.case_id from inbox.cases c, unnest(inbox.words_of(c)) as w (word);

-- Cases in which every word begins some word of theirs; at most so many, in no order. The rarest words are looked up, and of words that more than
-- 20,000 cases have it is only looked whether what was found has them too.
create function inbox.find_cases(of_clients text[], of_kinds text[], asked text, at_most int) returns table (client_id text, case_id uuid)
language plpgsql stable as $$
#variable_conflict use_column
declare
  many constant int := 20000;
  found_cases uuid[];
  common text[] := '{}';
  w text;
  hits int;
  rarest text;
  fewest int;
begin
  for w in select distinct word from unnest((inbox.words_of(asked))[1:8]) as a (word) loop
    select count(*) into hits from (
      select from inbox.words o
      where o.client_id = any (of_clients) and o.word >= w and o.word < w || chr(1114111) limit many + 1) as first;
    if hits = 0 then
      return;
    end if;
    common := common || w;
    if fewest is null or hits < fewest then
      rarest := w;
      fewest := hits;
    end if;
  end loop;
  if rarest is null then
    return;
  end if;

  select array_agg(id) into found_cases from (
    select distinct o.case_id as id from inbox.words o
    where o.client_id = any (of_clients) and o.word >= rarest and o.word < rarest || chr(1114111) limit many) as first;
  return query
    select c.client_id, c.case_id from inbox.cases c
    where c.client_id = any (of_clients) and c.case_id = any (found_cases) and c.kind = any (of_kinds)
      and not exists (
        select from unnest(array_remove(common, rarest)) as a (word)
        where not exists (select from unnest(inbox.words_of(c)) as h (word) where starts_with(h.word, a.word)))
    limit at_most;
end
$$;

-- What this person put aside, or decided and has not left for good.
create function inbox.waiting_for(me text) returns setof inbox.cases
language sql stable as $$
  select c.* from inbox.cases c
  where c.stage not in ('delivered', 'withdrawn')
    and ((c.stage <> 'open' and c.decided_by = me) or (c.stage <> 'open' and c.confirmed_by = me) or (c.snoozed_by = me and c.snoozed_until > now()));
$$;
