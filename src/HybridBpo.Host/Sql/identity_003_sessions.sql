-- Sessions: a cookie is good only while its row is open, on whichever host it is shown. The cookie names the row and is unreadable without our keys.
create table identity.sessions (
  id uuid primary key,
  user_id text not null references identity.users (id),
  browser text not null,          -- in a few words, such as "Firefox on Linux"
  started_at timestamptz not null,
  seen_at timestamptz not null,   -- to five minutes
  ended_at timestamptz
);
create index sessions_of_user on identity.sessions (user_id, started_at desc);
