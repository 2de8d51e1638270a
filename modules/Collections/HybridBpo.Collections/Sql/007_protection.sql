-- Every place at which a person may live, as files told it: a later one adds to it, none replaces another.
create table collections.person_places (
  client_id text not null,
  person_id uuid not null,
  city text not null default '',
  state text not null default '',
  zip text not null default '',
  country text not null default '',
  primary key (client_id, person_id, city, state, zip, country)
);

insert into collections.person_places (client_id, person_id, city, state, zip, country)
select client_id, id, city, state, zip, country from collections.persons;

alter table collections.persons drop column city, drop column state, drop column zip, drop column country;

alter table collections.person_places enable row level security;
alter table collections.person_places force row level security;
create policy person_places_of_access on collections.person_places using (collections.sees(client_id));

-- What closes every way to a person, as codes: attorney, bankruptcy, cease, death.
alter table collections.persons add column protections text[] not null default '{}';

-- When it came to us: an attestation says nothing about what came after it.
alter table collections.accounts
  add column placed_at timestamptz,
  add column hold_since timestamptz,
  add column disputed_since timestamptz;

update collections.accounts set placed_at = placed_on::timestamp at time zone 'UTC',
  hold_since = case when on_hold then placed_on::timestamp at time zone 'UTC' end,
  disputed_since = case when disputed then placed_on::timestamp at time zone 'UTC' end;

alter table collections.accounts alter column placed_at set not null;

-- One entry for each origin, so that a mistake can be taken back where it was made and nowhere else. The origin is a hash as well.
alter table collections.suppressions add column origin bytea not null default '\x';
alter table collections.suppressions drop constraint suppressions_pkey;
alter table collections.suppressions add primary key (kind, value_sha256, reason, origin);

-- The same answer again is counted on its row; when a message that waits was last looked at.
alter table collections.rule_checks add column times int not null default 1, add column last_at timestamptz;
update collections.rule_checks set last_at = at;
alter table collections.rule_checks alter column last_at set not null;

alter table collections.nudges add column checked_at timestamptz;
update collections.nudges set checked_at = changed_at;
alter table collections.nudges alter column checked_at set not null;
