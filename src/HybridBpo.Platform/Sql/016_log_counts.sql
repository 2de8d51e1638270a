-- How many events of each kind a client's log has for each day (UTC). Follows the log by the asynchronous projection of the same name.
create table platform.log_counts (
  client_id text not null,
  kind text not null,
  day date not null,
  events bigint not null,
  primary key (client_id, kind, day)
);

alter table platform.log_counts enable row level security;
alter table platform.log_counts force row level security;
create policy log_counts_of_access on platform.log_counts
  using (current_setting('app.clients', true) = '*' or client_id = any (string_to_array(current_setting('app.clients', true), ',')));
