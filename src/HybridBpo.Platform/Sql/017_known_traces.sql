-- By how many mail addresses, phone numbers and names the person was known when the erasure was first carried out: numbers, never what. A later run
-- that looks for fewer proves nothing.
alter table platform.erasures
  add column mails int not null default 0,
  add column phones int not null default 0,
  add column names int not null default 0;

-- Nothing is written about an erased person under a new key. Whoever was erased before is closed as well: no version before let anybody come back.
insert into events.es_erasures (client_id, key_id, subject_id, erased_at, why)
select distinct on (client_id, subject) client_id, subject, subject, at, 'closed'
from (
  select client_id, subject, began_at as at from platform.erasures where state in ('done', 'incomplete', 'unproven')
  union all
  select client_id, subject, at from platform.acts where act in ('person-erased', 'erased-again')) erased
order by client_id, subject, at desc
on conflict (client_id, key_id) do nothing;

-- What was written about them since then lies under a new key and is still readable: their erasure is to be carried out again, and says so. What the
-- proof said stays in platform.acts.
update platform.erasures e set state = 'unproven', proof = e.proof || '{"Scan": null, "State": "unproven"}'
where e.state = 'done'
  and exists (select from events.es_subject_keys k where k.client_id = e.client_id and k.subject_id = e.subject);
