-- A real case like this one would have been withdrawn: its seed is over, whoever has it, and was answered by nobody.
create function inbox.withdraw_seed(of_client text, of_case uuid, at_instant timestamptz) returns void
language plpgsql as $$
declare
  before text := inbox.at_every_desk();
begin
  update inbox.cases c set stage = 'withdrawn', closed_at = at_instant, decided_by = null, leaves_at = null, holder = null, lease_until = null
  where c.client_id = of_client and c.case_id = of_case and c.only_for is not null;
  update inbox.seeds s set spoiled_at = coalesce(s.spoiled_at, at_instant) where s.client_id = of_client and s.case_id = of_case;
  perform set_config('app.desk', before, true);
end
$$;
