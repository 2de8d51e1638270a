-- Ageing lists are files as well.
-- breaks the version before: it takes no ageing list for another kind; one that it is given to load fails there and is loaded again
alter table collections.imports drop constraint imports_kind_check;
-- breaks the version before: the rule is only wider than the one before
alter table collections.imports add constraint imports_kind_check check (kind in ('placement', 'transactions', 'statement', 'calls', 'ageing'));

-- Where a client's ageing list and our books disagree. It moves no balance: a report, and one case for a file.
create table collections.ageing_findings (
  client_id text not null,
  import_id uuid not null,
  reference text not null,
  line int,                           -- null for an account of ours that the file leaves out
  kind text not null check (kind in ('amount', 'bucket', 'unknown', 'later', 'missing')),
  account_id uuid,
  ours_minor bigint,
  theirs_minor bigint,
  ours_aged text,                     -- amounts by bucket, the youngest first
  theirs_aged text,
  primary key (client_id, import_id, reference)
);

create index ageing_findings_reference on collections.ageing_findings (client_id, reference);

-- The case about a list, and how somebody answered it.
create table collections.ageing_cases (
  client_id text not null,
  import_id uuid not null,
  case_id uuid not null,
  choice text,
  decided_by text,
  decided_at timestamptz,
  primary key (client_id, import_id)
);

-- What stands in a file as a whole, and what its sender said would.
create table collections.file_totals (
  client_id text not null,
  import_id uuid not null,
  rows int,
  sum_minor bigint,
  told_rows int,
  told_minor bigint,
  told_from text check (told_from in ('typed', 'trailer')),
  primary key (client_id, import_id)
);

-- Files that a client is expected to send, and by when.
create table collections.expected_files (
  client_id text not null,
  id uuid not null,
  kind text not null,
  name_part text not null default '',
  rule text not null,
  days int[] not null,
  by_time time not null,
  percent int,                        -- how far rows and sum may be from the last five
  needs_totals boolean not null,
  from_at timestamptz not null,
  set_by text not null,
  ended_at timestamptz,
  ended_by text,
  primary key (client_id, id)
);

-- One row for each day on which a file was due and judged.
create table collections.expected_days (
  client_id text not null,
  expectation_id uuid not null,
  day date not null,
  due_at timestamptz not null,
  state text not null check (state in ('late', 'odd', 'fine')),
  import_id uuid,
  reasons text[] not null default '{}',
  case_id uuid,
  case_at timestamptz,
  answer text,
  answered_by text,
  answered_at timestamptz,
  changed_at timestamptz not null,
  primary key (client_id, expectation_id, day)
);

create index expected_days_open on collections.expected_days (client_id) where state <> 'fine' and answer is distinct from 'go-on';
create index expected_days_case on collections.expected_days (client_id, case_id) where case_id is not null;

do $$
declare t text;
begin
  foreach t in array array['ageing_findings', 'ageing_cases', 'file_totals', 'expected_files', 'expected_days'] loop
    execute format('alter table collections.%I enable row level security', t);
    execute format('alter table collections.%I force row level security', t);
    execute format('create policy %I on collections.%I using (collections.sees(client_id))', t || '_of_access', t);
  end loop;
end $$;
