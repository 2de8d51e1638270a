-- A legal hold: what is known about a person must be kept while it stands, whoever asks for its erasure. Rows stay for ever.
create table platform.legal_holds (
  client_id text not null references platform.clients,
  subject uuid not null,
  matter text not null,           -- what it is for, such as a docket number; no names
  placed_by text not null,
  placed_at timestamptz not null,
  lifted_by text,
  lifted_at timestamptz,
  primary key (client_id, subject, placed_at)
);

create unique index legal_holds_standing on platform.legal_holds (client_id, subject) where lifted_at is null;

alter table platform.legal_holds enable row level security;
alter table platform.legal_holds force row level security;
create policy legal_holds_of_access on platform.legal_holds
  using (current_setting('app.clients', true) = '*' or client_id = any (string_to_array(current_setting('app.clients', true), ',')));
