-- What is proven is not recognised any more, whichever version ends it: by what somebody was known is forgotten with the proof.
create function platform.forget_traces() returns trigger language plpgsql as $$
begin
  update platform.erasures set known = null where client_id = new.client_id and subject = new.subject and known is not null;
  return null;
end $$;

create trigger erasures_forgotten after update of state on platform.erasures
  for each row when (new.state = 'done' and old.state <> 'done') execute function platform.forget_traces();

-- What was not read is not proven, also when a host of the version before calls it done.
create function platform.not_proven() returns trigger language plpgsql as $$
begin
  new.state := 'unproven';
  new.proof := new.proof || '{"State": "unproven"}';
  return new;
end $$;

create trigger erasures_not_proven before update of state on platform.erasures
  for each row when (new.state = 'done' and jsonb_path_exists(new.proof, '$.Scan.Missed[0]')) execute function platform.not_proven();

update platform.erasures e set known = null
where known is not null and exists (
  select from platform.erasures d where d.client_id = e.client_id and d.subject = e.subject and d.state = 'done' and d.began_at >= e.began_at);

-- Whoever was looked for while others held samples is not proven until somebody looks again.
update platform.erasures set state = 'unproven', proof = proof || '{"State": "unproven"}'
where state = 'done' and jsonb_typeof(proof #> '{Scan,Missed}') = 'array' and jsonb_array_length(proof #> '{Scan,Missed}') > 0;
