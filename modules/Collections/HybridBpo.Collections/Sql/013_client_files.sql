-- A client's file of many people without the lines of those who were erased. What the import says of hash and length is of the file as it was sent;
-- those of the file that is kept now stand beside it in the file store.
alter table collections.imports add column rewritten_at timestamptz;

-- For whom a file was rewritten, or went as a whole because it could not be.
create table collections.erased_in_files (
  client_id text not null,
  person_id uuid not null,
  import_id uuid not null,
  whole boolean not null,
  at timestamptz not null,
  primary key (client_id, person_id, import_id)
);

alter table collections.erased_in_files enable row level security;
alter table collections.erased_in_files force row level security;
create policy erased_in_files_of_access on collections.erased_in_files using (collections.sees(client_id));

-- Rows that never loaded and whose person was erased: their references are known again, though no account has them.
alter table collections.quarantine add column erased_at timestamptz;

update collections.quarantine set erased_at = coalesce(changed_at, clock_timestamp())
where cells = '{}'::jsonb and errors -> 0 ->> 'reason' like 'its person was erased%';

create index quarantine_erased on collections.quarantine (client_id, account_ref) where erased_at is not null;

-- Until when hosts of the version before may be looking for plain hashes on the firm-wide list. One that is new has no such hosts.
create table collections.plain_suppressions (until timestamptz not null);

insert into collections.plain_suppressions (until)
select clock_timestamp() + interval '1 day' where exists (select from collections.persons);
