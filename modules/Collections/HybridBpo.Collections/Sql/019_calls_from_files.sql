-- Call results of a dialer are files as well.
-- breaks the version before: it takes no call file for another kind; one that it is given to load fails there and is loaded again
alter table collections.imports drop constraint imports_kind_check;
-- breaks the version before: the rule is only wider than the one before
alter table collections.imports add constraint imports_kind_check check (kind in ('placement', 'transactions', 'statement', 'calls'));

-- Taking calls back may let somebody be called again sooner: one person asks, another one confirms.
alter table collections.imports add column undo_wanted_by text, add column undo_wanted_at timestamptz;

-- The newest call that a file told: an old file does not make what we know any newer.
alter table collections.imports add column newest_at timestamptz;
create index imports_calls on collections.imports (client_id, uploaded_at desc) where kind = 'calls' and state = 'loaded';

-- Rows that wait, by whom they may be about: as long as one does, how often somebody was called is not known.
create index quarantine_waiting on collections.quarantine (client_id, account_ref) where state = 'open';

-- Rows of call files that were taken: which call of whom each one told, and whether it was told before.
create table collections.call_rows (
  client_id text not null,
  import_id uuid not null,
  line int not null,
  person_id uuid not null,
  call_id uuid not null,
  at timestamptz not null,
  told_before boolean not null,
  undone_at timestamptz,
  primary key (client_id, import_id, line)
);

create index call_rows_person on collections.call_rows (client_id, person_id);

-- May this call be made? What other programs asked, and what every rule answered.
create table collections.contact_checks (
  client_id text not null,
  id uuid not null,
  person_id uuid not null,
  accounts uuid[] not null,
  address_id uuid,
  asked_by text not null,
  at timestamptz not null,
  allowed boolean not null,
  rules_version text not null,
  results jsonb not null,
  primary key (client_id, id)
);

create index contact_checks_person on collections.contact_checks (client_id, person_id, at desc);

do $$
declare t text;
begin
  foreach t in array array['call_rows', 'contact_checks'] loop
    execute format('alter table collections.%I enable row level security', t);
    execute format('alter table collections.%I force row level security', t);
    execute format('create policy %I on collections.%I using (collections.sees(client_id))', t || '_of_access', t);
  end loop;
end $$;
