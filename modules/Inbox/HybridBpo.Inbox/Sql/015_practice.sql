-- What new staff answered in practice: about nobody, part of no figure of the work. The first answer to each sample stays.
create table inbox.practice_answers (
  client_id text not null,
  sample_id uuid not null,
  user_id text not null,
  choice text not null,
  is_right boolean not null,
  answered_at timestamptz not null,
  primary key (client_id, sample_id, user_id)
);
create index practice_of_user on inbox.practice_answers (user_id, answered_at);

alter table inbox.practice_answers enable row level security;
alter table inbox.practice_answers force row level security;
create policy clients_of_access on inbox.practice_answers using (current_setting('app.clients', true) = '*'
  or client_id = any (string_to_array(current_setting('app.clients', true), ',')));
