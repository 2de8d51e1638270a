-- Wrong tries to sign in, counted per typed name whether somebody has it or not, so that a pause tells a stranger nothing.
-- The name is kept as its SHA-256: people sometimes type a password there.
create table identity.wrong_tries (
  name_hash bytea primary key,
  tries int not null,
  paused_until timestamptz,
  last_at timestamptz not null
);
create index wrong_tries_by_age on identity.wrong_tries (last_at);

alter table identity.users drop column access_failed_count, drop column lockout_end;
