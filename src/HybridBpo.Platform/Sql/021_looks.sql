-- Who looked at whose data. Ids and codes only, never what was shown or searched for: an erasure has nothing to take away here.
create table platform.looks (
  client_id text not null references platform.clients,
  id uuid not null,
  at timestamptz not null,
  actor_kind text not null,
  actor_id text not null,
  act text not null check (act in ('viewed', 'searched', 'exported', 'downloaded')),
  object_kind text not null,
  object_id text not null,        -- empty: a list
  page text not null,             -- the pattern of the page's address, never the address
  people int not null,
  primary key (client_id, id)
);

create index looks_time on platform.looks (client_id, at, id);
create index looks_actor on platform.looks (client_id, actor_id, at, id);

create table platform.looked_at (
  client_id text not null,
  subject uuid not null,
  at timestamptz not null,
  look_id uuid not null,
  primary key (client_id, subject, at, look_id)
);

create index looked_at_look on platform.looked_at (client_id, look_id);
