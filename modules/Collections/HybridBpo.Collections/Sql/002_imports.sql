-- A file that somebody sent, from upload to loaded. The same bytes of the same kind load once.
create table collections.imports (
  client_id text not null,
  id uuid not null,
  kind text not null check (kind in ('placement', 'transactions')),
  file_name text not null,
  sha256 text not null,
  bytes bigint not null,
  encoding text not null,
  state text not null default 'staged' check (state in ('staged', 'loading', 'loaded', 'failed', 'dropped')),
  file_id uuid,
  mapping jsonb,
  row_count int not null default 0,
  added int not null default 0,
  unchanged int not null default 0,
  quarantined int not null default 0,
  done int not null default 0,
  problem text,
  uploaded_by text not null,
  uploaded_at timestamptz not null,
  loaded_at timestamptz,
  primary key (client_id, id)
);

create unique index imports_once on collections.imports (client_id, kind, sha256) where state <> 'dropped';
create index imports_time on collections.imports (client_id, uploaded_at desc);

create table collections.quarantine (
  client_id text not null,
  import_id uuid not null,
  line int not null,
  account_ref text not null default '',
  cells jsonb not null,
  errors jsonb not null,
  state text not null default 'open' check (state in ('open', 'repaired', 'left-out')),
  changed_by text,
  changed_at timestamptz,
  primary key (client_id, import_id, line)
);

create table collections.mappings (
  client_id text not null,
  kind text not null,
  mapping jsonb not null,
  saved_by text not null,
  saved_at timestamptz not null,
  primary key (client_id, kind)
);

do $$
declare t text;
begin
  foreach t in array array['imports', 'quarantine', 'mappings'] loop
    execute format('alter table collections.%I enable row level security', t);
    execute format('alter table collections.%I force row level security', t);
    execute format('create policy %I on collections.%I using (collections.sees(client_id))', t || '_of_access', t);
  end loop;
end $$;
