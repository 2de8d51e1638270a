-- By how many mail addresses, phone numbers and names the person was known when the erasure was first carried out: numbers, never what. A later run
-- that looks for fewer proves nothing.
alter table platform.erasures
  add column mails int not null default 0,
  add column phones int not null default 0,
  add column names int not null default 0;

-- Nothing is written about an erased person under a new key. Those who were erased before and of whom nothing was written since are closed as well.
insert into events.es_erasures (client_id, key_id, subject_id, erased_at, why)
select distinct on (e.client_id, e.subject) e.client_id, e.subject, e.subject, e.began_at, 'closed'
from platform.erasures e
where e.state in ('done', 'incomplete', 'unproven')
  and not exists (select from events.es_subject_keys k where k.client_id = e.client_id and k.subject_id = e.subject)
order by e.client_id, e.subject, e.began_at desc
on conflict (client_id, key_id) do nothing;
