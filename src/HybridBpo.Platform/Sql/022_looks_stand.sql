-- Rows are only added. What is over a year old may go, as a retention says; nothing else is changed or taken away, whoever asks.
create function platform.looks_stand() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and tg_level = 'ROW' then
    if old.at < clock_timestamp() - interval '365 days' then
      return old;
    end if;
  end if;
  raise exception using errcode = 'restrict_violation', message = 'who looked at what stands: rows are added, and go by their age alone';
end $$;

create trigger looks_stand before update or delete on platform.looks for each row execute function platform.looks_stand();
create trigger looks_whole before truncate on platform.looks for each statement execute function platform.looks_stand();
create trigger looked_at_stand before update or delete on platform.looked_at for each row execute function platform.looks_stand();
create trigger looked_at_whole before truncate on platform.looked_at for each statement execute function platform.looks_stand();

alter table platform.looks enable row level security;
alter table platform.looks force row level security;
create policy looks_of_access on platform.looks
  using (current_setting('app.clients', true) = '*' or client_id = any (string_to_array(current_setting('app.clients', true), ',')));
alter table platform.looked_at enable row level security;
alter table platform.looked_at force row level security;
create policy looked_at_of_access on platform.looked_at
  using (current_setting('app.clients', true) = '*' or client_id = any (string_to_array(current_setting('app.clients', true), ',')));
