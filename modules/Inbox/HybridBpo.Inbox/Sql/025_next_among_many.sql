-- Whether a seed lies at somebody's desk was looked for among all cases: with a million of them "next" took a tenth of a second, each time that
-- chance asked for a seed.
create index cases_only_for on inbox.cases (only_for) where only_for is not null;

-- As before, but words and timers of a case that is new meet none of its own: to look for them first made writing them slower.
create or replace function inbox.keep_of_new() returns trigger
language plpgsql as $$
begin
  insert into inbox.words (client_id, word, case_id)
  select n.client_id, w.word, n.case_id from opened n
  cross join lateral unnest(inbox.words_of(concat_ws(' ', n.reference, n.title, n.search_text))) as w (word);
  insert into inbox.queues (client_id, kind, needs) select distinct n.client_id, n.kind, n.needs from opened n on conflict do nothing;
  insert into inbox.timers (client_id, case_id, free_since) select n.client_id, n.case_id, n.opened_at from opened n where n.only_for is null;
  return null;
end
$$;
