-- Keys that all hosts share, encrypted under the master key, which is never in the database.
create table platform.secrets (
  name text primary key,
  sealed bytea not null,
  made_at timestamptz not null
);

create table platform.data_protection_keys (
  name text primary key,
  sealed bytea not null,
  made_at timestamptz not null
);
