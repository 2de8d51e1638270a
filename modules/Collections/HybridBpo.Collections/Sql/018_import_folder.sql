-- Files that lie in a client's folder, from the first look at them to their end. Loaded ones leave no row: their import tells the rest.
create table collections.folder_files (
  client_id text not null,
  id uuid not null,
  name text not null,
  bytes bigint not null,
  modified_at timestamptz not null,
  seen_at timestamptz not null,
  tries int not null default 0,
  taken_at timestamptz,               -- moved out of the reach of whoever sent it
  import_id uuid,
  code text,                          -- why it was refused
  words text,
  refused_at timestamptz,
  primary key (client_id, id)
);

create unique index folder_files_waiting on collections.folder_files (client_id, name) where taken_at is null and refused_at is null;
create index folder_files_refused on collections.folder_files (client_id, refused_at desc) where refused_at is not null;

alter table collections.folder_files enable row level security;
alter table collections.folder_files force row level security;
create policy folder_files_of_access on collections.folder_files using (collections.sees(client_id));
