-- Files in pieces of 1 MiB, each encrypted under the subject's key: erasing the subject destroys the content, not the row.
create table platform.files (
  client_id text not null,
  id uuid not null,
  subject_id uuid not null,
  sealed_name bytea not null,
  content_type text not null,
  bytes bigint not null,
  sha256 bytea not null,
  chunks int not null,
  added_at timestamptz not null,
  expires_at timestamptz,
  primary key (client_id, id)
);

create index files_subject on platform.files (client_id, subject_id);
create index files_hash on platform.files (client_id, sha256);
create index files_expiry on platform.files (expires_at) where expires_at is not null;

create table platform.file_chunks (
  client_id text not null,
  file_id uuid not null,
  number int not null,
  sealed bytea not null,
  primary key (client_id, file_id, number),
  foreign key (client_id, file_id) references platform.files (client_id, id) on delete cascade
);

-- Ciphertext does not compress.
alter table platform.file_chunks alter column sealed set storage external;

alter table platform.files enable row level security;
alter table platform.files force row level security;
create policy files_of_access on platform.files
  using (current_setting('app.clients', true) = '*' or client_id = any (string_to_array(current_setting('app.clients', true), ',')));
alter table platform.file_chunks enable row level security;
alter table platform.file_chunks force row level security;
create policy file_chunks_of_access on platform.file_chunks
  using (current_setting('app.clients', true) = '*' or client_id = any (string_to_array(current_setting('app.clients', true), ',')));
