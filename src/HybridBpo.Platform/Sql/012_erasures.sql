-- Every erasure from its beginning to its proof: what is under way shows how far it is; what a killed host left is carried out again.
create table platform.erasures (
  client_id text not null references platform.clients,
  id uuid not null,
  subject uuid not null,
  what text not null,             -- as what the person was known: codes and references, no name
  reason text not null,
  done_by text not null,
  against text[] not null default '{}',
  despite text,
  state text not null check (state in ('erasing', 'scanning', 'done', 'incomplete', 'unproven')),
  runner uuid not null,           -- the host's own mark: one that was given up writes nothing more
  began_at timestamptz not null,
  beat_at timestamptz not null default clock_timestamp(),
  progress jsonb,
  proof jsonb,
  primary key (client_id, id)
);

create unique index erasures_running on platform.erasures (client_id, subject) where state in ('erasing', 'scanning');
create index erasures_subject on platform.erasures (client_id, subject);
create index erasures_time on platform.erasures (began_at desc);

-- What was erased before proofs looked through everything.
insert into platform.erasures (client_id, id, subject, what, reason, done_by, state, runner, began_at, proof)
select client_id, gen_random_uuid(), subject, detail ->> 'What', detail ->> 'Reason', detail ->> 'By', 'unproven', gen_random_uuid(), at, detail
from platform.acts where act = 'person-erased';

alter table platform.erasures enable row level security;
alter table platform.erasures force row level security;
create policy erasures_of_access on platform.erasures
  using (current_setting('app.clients', true) = '*' or client_id = any (string_to_array(current_setting('app.clients', true), ',')));
