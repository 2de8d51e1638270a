-- The debtor's own page: wrong facts by address, and numbered receipts of what was done there.
create table collections.own_page_tries (
  client_id text not null,
  address_id uuid not null,
  tries int not null,
  since timestamptz not null,
  primary key (client_id, address_id)
);

create table collections.receipt_numbers (
  client_id text primary key,
  last bigint not null
);

create table collections.own_page_receipts (
  client_id text not null,
  number bigint not null,
  command uuid not null,
  person_id uuid not null,
  account_id uuid not null,
  act text not null,   -- a code; the words stand in the events
  at timestamptz not null,
  primary key (client_id, number),
  unique (client_id, command)
);
create index own_page_receipts_of on collections.own_page_receipts (client_id, person_id, number desc);

alter table collections.own_page_tries enable row level security;
alter table collections.own_page_tries force row level security;
create policy own_page_tries_of_access on collections.own_page_tries using (collections.sees(client_id));

alter table collections.receipt_numbers enable row level security;
alter table collections.receipt_numbers force row level security;
create policy receipt_numbers_of_access on collections.receipt_numbers using (collections.sees(client_id));

alter table collections.own_page_receipts enable row level security;
alter table collections.own_page_receipts force row level security;
create policy own_page_receipts_of_access on collections.own_page_receipts using (collections.sees(client_id));

-- The next number of a client; whoever asks first commits first, so none is left out.
create function collections.next_receipt(of_client text) returns bigint
language sql as $$
  insert into collections.receipt_numbers as n (client_id, last) values (of_client, 1)
  on conflict (client_id) do update set last = n.last + 1 returning last;
$$;
