-- Bank statements are files as well.
-- breaks the version before: it takes no statement for a table of rows; one that it is given to load fails there and is loaded again
alter table collections.imports drop constraint imports_kind_check;
-- breaks the version before: the rule is only wider than the one before
alter table collections.imports add constraint imports_kind_check check (kind in ('placement', 'transactions', 'statement'));

-- Taken back as a whole: the row stands as dropped, so that the same bytes may be sent again.
alter table collections.imports add column undone_at timestamptz, add column undone_by text;

-- What the bank told, entry by entry. What is said in words stays only as long as somebody has to read it.
create table collections.statement_entries (
  client_id text not null,
  import_id uuid not null,
  number int not null,                -- place in the file
  key uuid not null,                  -- what the bank booked: the same in every file that tells of it
  part int not null,
  slot uuid not null,                 -- bank account, day, amount and currency alone
  has_reference boolean not null,     -- the bank gave a reference of its own
  on_day date,
  signed_minor bigint not null,
  currency text not null,
  state text not null check (state in ('booked', 'open', 'sent-back', 'parked', 'ignored', 'repeated', 'undone')),
  why text not null,                  -- rule that booked it, or code of the reason
  account_id uuid,
  transaction_ref text,
  traces uuid[] not null default '{}',
  returned_by uuid,                   -- import of the entry that took it back
  words jsonb,
  case_id uuid,
  decided_by text,
  decided_at timestamptz,
  primary key (client_id, import_id, number)
);

-- Booked once, however many files tell of it.
create unique index statement_entries_once on collections.statement_entries (client_id, key, part) where state not in ('repeated', 'undone');
create index statement_entries_slot on collections.statement_entries (client_id, slot);
create index statement_entries_account on collections.statement_entries (client_id, account_id) where account_id is not null;
create index statement_entries_open on collections.statement_entries (client_id, import_id, number) where state = 'open';
create index statement_entries_case on collections.statement_entries (client_id, case_id) where case_id is not null;
create index statement_entries_traces on collections.statement_entries using gin (traces) where state = 'booked' and returned_by is null;

alter table collections.statement_entries enable row level security;
alter table collections.statement_entries force row level security;
create policy statement_entries_of_access on collections.statement_entries using (collections.sees(client_id));

-- A name whatever its order: what narrows the search; whether it is the same is decided by the code.
create function collections.name_key(name text) returns text language sql immutable parallel safe
return (
  select coalesce(string_agg(w, ' ' order by w collate "C"), '')
  from regexp_split_to_table(upper(replace(translate(name,
      'ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖÙÚÛÜÝàáâãäåçèéêëìíîïñòóôõöùúûüýÿĀāĂăĄąĆćĈĉĊċČčĎďĒēĔĕĖėĘęĚěĜĝĞğĠġĢģĤĥĨĩĪīĬĭĮįİĴĵ'
      'ĶķĹĺĻļĽľŃńŅņŇňŌōŎŏŐőŔŕŖŗŘřŚśŜŝŞşŠšŢţŤťŨũŪūŬŭŮůŰűŲųŴŵŶŷŸŹźŻżŽžØøŁłĐđ',
      'AAAAAACEEEEIIIINOOOOOUUUUYAAAAAACEEEEIIIINOOOOOUUUUYYAAAAAACCCCCCCCDDEEEEEEEEEEGGGGGGGGHHIIIIIIIIIJJ'
      'KKLLLLLLNNNNNNOOOOOORRRRRRSSSSSSSSTTTTUUUUUUUUUUUUWWYYYZZZZZZOOLLDD'), 'ß', 'SS') collate "C"), '[^A-Z0-9]+') w
  where w <> '' and w not in ('MR', 'MRS', 'MS', 'MISS', 'DR', 'HERR', 'FRAU'));

create function collections.reference_key(reference text) returns text language sql immutable parallel safe
return regexp_replace(upper(reference collate "C"), '[^A-Z0-9]', '', 'g');

create index persons_name_key on collections.persons (client_id, collections.name_key(name));
create index accounts_reference_key on collections.accounts (client_id, collections.reference_key(reference));
