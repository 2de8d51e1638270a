-- When everything that told who this is was taken away. What was owed and paid stays: the law on books wants it.
alter table collections.persons add column erased_at timestamptz;

-- The firm-wide list under a key: a plain hash of a phone number is found again by trying all numbers. Hosts of the version before know only plain
-- ones: those that are there stay beside the new ones for a day, and are then put under the key.
alter table collections.suppressions
  add column keyed boolean not null default false,
  add column converts_at timestamptz not null default clock_timestamp() + interval '1 day';
