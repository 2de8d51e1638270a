-- Words that are all in very many cases are looked for together: the first so many cases with one of them need not hold any with the others.
create or replace function inbox.find_cases(of_clients text[], of_kinds text[], asked text, at_most int)
returns table (client_id text, case_id uuid)
language plpgsql stable as $$
#variable_conflict use_column
declare
  many constant int := 20000;
  most constant int := 500000;
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
    where o.client_id = any (of_clients) and o.word >= rarest and o.word < rarest || chr(1114111)
    limit case when fewest > many and cardinality(common) > 1 then most else many end) as first;
  if fewest > many then
    foreach w in array array_remove(common, rarest) loop
      select array_agg(id) into found_cases from unnest(found_cases) as f (id)
      where id in (
        select o.case_id from inbox.words o
        where o.client_id = any (of_clients) and o.word >= w and o.word < w || chr(1114111));
    end loop;
  end if;
  return query
    select c.client_id, c.case_id from inbox.cases c
    where c.client_id = any (of_clients) and c.case_id = any (found_cases) and c.kind = any (of_kinds)
      and not exists (
        select from unnest(array_remove(common, rarest)) as a (word)
        where not exists (select from unnest(inbox.words_of(c)) as h (word) where starts_with(h.word, a.word)))
    limit at_most;
end
$$;
