-- A sample of a kind that modules open: the whole case about nobody, as its module made it. Null: of a kind that programs open, whose facts stand in
-- evidence.
alter table inbox.samples add column made jsonb;
alter table inbox.samples add column urgency integer not null default 0;

-- The decided case of which a seed was made is about somebody who is erased: nobody answers the seed any more, and it says nothing.
create function inbox.silence_seed(of_client text, of_case uuid, at_instant timestamptz, instead text) returns void
language plpgsql as $$
declare
  before text := inbox.at_every_desk();
begin
  update inbox.cases c set stage = 'withdrawn', closed_at = at_instant, decided_by = null, leaves_at = null, holder = null, lease_until = null,
    title = null, question = instead, reference = '', search_text = ''
  where c.client_id = of_client and c.case_id = of_case and c.only_for is not null;
  update inbox.seeds s set spoiled_at = coalesce(s.spoiled_at, at_instant) where s.client_id = of_client and s.case_id = of_case;
  delete from inbox.proposals p where p.client_id = of_client and p.case_id = of_case;
  delete from inbox.drafts d where d.client_id = of_client and d.case_id = of_case;
  perform set_config('app.desk', before, true);
end
$$;
