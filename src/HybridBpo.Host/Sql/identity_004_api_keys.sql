-- Programs that come with a key. Read for every request, like people; never row-secured, because it is what row security is made from.
create table identity.api_keys (
  id text primary key,            -- the part of a key that is no secret
  name text not null,
  clients text[] not null,
  scopes text[] not null,
  made_by text not null,
  made_at timestamptz not null,
  disabled_at timestamptz,
  last_used_at timestamptz        -- to a minute
);

-- The secrets of a key: one, or two while the other side changes from the old one to the new one.
create table identity.api_secrets (
  key_id text not null references identity.api_keys (id),
  hash bytea not null,            -- SHA-256 of 256 random bits
  made_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (key_id, hash)
);
