-- What people want to see again: filter and search of the queue under a name, theirs alone or shared with a team. Of the whole firm, as people serve
-- several clients: what a view finds is asked anew for whoever opens it. Read and written by the inbox alone.
create table inbox.saved_views (
  id uuid primary key,
  owner text not null,
  -- Empty: the owner's alone.
  team text not null,
  name text not null,
  -- As the address of the queue has it: "?tab=team&kind=collections.flagged-account".
  query text not null,
  -- What it searches for, as typed; empty when it only narrows.
  searched text not null,
  saved_at timestamptz not null,
  removed_at timestamptz
);
create unique index saved_views_name on inbox.saved_views (owner, lower(name)) where removed_at is null;
create index saved_views_team on inbox.saved_views (team) where team <> '' and removed_at is null;

-- Which of them the inbox opens with.
create table inbox.first_views (
  user_id text primary key,
  view_id uuid not null references inbox.saved_views (id) on delete cascade
);

-- Keeps a view, or brings one back that was removed, unless the owner has as many as one may or another one of that name. Answers saved, full or
-- named; the same id again has no second effect. What was removed a day ago is gone.
create function inbox.save_view(
  of_id uuid, of_owner text, of_team text, of_name text, of_query text, of_searched text, at timestamptz, most int)
returns text
language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('inbox.views ' || of_owner, 0));
  delete from inbox.saved_views v where v.owner = of_owner and v.removed_at < at - interval '1 day';
  if exists (select from inbox.saved_views v where v.id = of_id and v.removed_at is null) then
    return 'saved';
  end if;
  if (select count(*) from inbox.saved_views v where v.owner = of_owner and v.removed_at is null) >= most then
    return 'full';
  end if;
  if exists (select from inbox.saved_views v where v.owner = of_owner and v.removed_at is null and lower(v.name) = lower(of_name)) then
    return 'named';
  end if;
  insert into inbox.saved_views (id, owner, team, name, query, searched, saved_at)
  values (of_id, of_owner, of_team, of_name, of_query, of_searched, at)
  on conflict (id) do update set removed_at = null where inbox.saved_views.owner = of_owner;
  return 'saved';
end
$$;

-- Views whose words tell of one person: reference or title of a case about them stands in name or search, or the search finds nobody else.
create function inbox.views_about(of_client text, of_subject uuid) returns setof uuid
language sql stable as $$
  select distinct v.id from inbox.saved_views v
  join inbox.cases c on c.client_id = of_client and c.subject_id = of_subject
  cross join lateral (select inbox.words_of(v.name || ' ' || v.searched) as told, inbox.words_of(v.searched) as asked) as w
  where (inbox.words_of(c.reference) <> '{}' and inbox.words_of(c.reference) <@ w.told)
    or (inbox.words_of(c.title) <> '{}' and inbox.words_of(c.title) <@ w.told)
    or (w.asked <> '{}' and w.asked <@ inbox.words_of(c) and not exists (
      select from inbox.find_cases(array[of_client], array(select q.kind from inbox.queues q where q.client_id = of_client), v.searched, 100) f
      join inbox.cases o on o.client_id = f.client_id and o.case_id = f.case_id
      where o.subject_id <> of_subject));
$$;
