-- People who sign in, what they may do and for whom. Read for every request; never row-secured, because it is what row security is made from.
create table identity.users (
  id text primary key,
  user_name text not null,
  normalized_user_name text not null unique,
  display_name text not null,
  password_hash text,
  security_stamp text not null,
  concurrency_stamp text not null,
  access_failed_count int not null default 0,
  lockout_end timestamptz,
  two_factor_enabled boolean not null default false,
  authenticator_key text,                       -- protected by the data-protection keys
  authenticator_step bigint not null default 0, -- the last time step whose code was taken: a code works once
  recovery_codes text[] not null default '{}',  -- SHA-256 of each
  disabled_at timestamptz,
  theme text not null default 'system' check (theme in ('system', 'light', 'dark')),
  single_keys boolean not null default true,
  created_at timestamptz not null,
  last_sign_in_at timestamptz
);

create table identity.user_roles (
  user_id text not null references identity.users (id),
  role text not null,
  primary key (user_id, role)
);

create table identity.user_clients (
  user_id text not null references identity.users (id),
  client_id text not null,
  primary key (user_id, client_id)
);
create index user_clients_of_client on identity.user_clients (client_id);

-- Who did what to whose sign-in and rights. Rows are only added.
create table identity.audit (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  actor_kind text not null,
  actor_id text not null,
  act text not null,
  user_id text not null,
  detail jsonb not null default '{}'
);
create index audit_of_user on identity.audit (user_id, id desc);

create function identity.keep_audit() returns trigger language plpgsql as $$
begin
  raise exception 'identity.audit only grows';
end $$;
create trigger audit_only_grows before update or delete on identity.audit for each statement execute function identity.keep_audit();

-- Things done once per database, such as filling the demo.
create table identity.marks (
  name text primary key,
  at timestamptz not null default now()
);
