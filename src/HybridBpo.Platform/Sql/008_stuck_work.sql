-- What people did about work that could not go on by itself, and about people's data. Rows are only added. Nothing personal stands here.
create table platform.acts (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  client_id text not null,
  actor_kind text not null,
  actor_id text not null,
  act text not null,              -- message-retried, delivery-sent, delivery-not-sent, delivery-noted, ...
  subject uuid not null,          -- the message, delivery or person that it was done to
  detail jsonb not null default '{}'
);

create index acts_of_subject on platform.acts (client_id, subject, id);

create function platform.keep_acts() returns trigger language plpgsql as $$
begin
  raise exception 'platform.acts only grows';
end $$;
create trigger acts_only_grow before update or delete on platform.acts for each statement execute function platform.keep_acts();

alter table platform.acts enable row level security;
alter table platform.acts force row level security;
create policy acts_of_access on platform.acts
  using (current_setting('app.clients', true) = '*' or client_id = any (string_to_array(current_setting('app.clients', true), ',')));

-- When a person looked at a delivery that ended without being sent for certain: it is off the list of what is stuck.
alter table platform.deliveries add column looked_at timestamptz;

create index deliveries_unseen on platform.deliveries (client_id, changed_at) where state in ('failed', 'unknown') and looked_at is null;
create index deliveries_many_tries on platform.deliveries (client_id, attempt) where state = 'planned' and attempt >= 5;

-- A person found out what came of an unknown delivery. Raises HB003 when it is unknown no longer, which undoes the caller's whole batch.
create function platform.settle_delivery(of_client text, delivery uuid, to_state text, why jsonb) returns void language plpgsql as $$
begin
  update platform.deliveries d set state = to_state, reason = why, changed_at = clock_timestamp(), looked_at = clock_timestamp()
  where d.client_id = of_client and d.id = delivery and d.state = 'unknown';
  if not found then
    raise exception using errcode = 'HB003', message = 'the delivery is unknown no longer';
  end if;
end $$;

-- As in 004, but a try that ended in a rule's word was no failed one: tries count anew then.
create or replace function platform.move_delivery(
  of_client text, delivery uuid, token bigint, from_states text[], to_state text, why jsonb, again timestamptz, lease interval, was_captured boolean)
returns void language plpgsql as $$
declare
  row platform.deliveries;
  stopped text;
begin
  select * into row from platform.deliveries d where d.client_id = of_client and d.id = delivery for update;
  if row.lease_token is distinct from token or not row.state = any (from_states)
     or (to_state = 'sending' and row.lease_until <= clock_timestamp()) then
    raise exception using errcode = 'HB001', message = 'the lease on the delivery is lost';
  end if;
  if to_state = 'sending' then
    stopped := platform.why_not_sending(of_client, row.channel, row.template);
    if stopped is not null then
      raise exception using errcode = 'HB002', message = stopped;
    end if;
  end if;
  update platform.deliveries d
  set state = to_state, reason = why, again_at = again, waits_for = null, captured = was_captured, changed_at = clock_timestamp(),
      attempt = case when to_state = 'blocked' then 0 else d.attempt end,
      lease_token = case when to_state = 'sending' then token end,
      lease_until = case when to_state = 'sending' then clock_timestamp() + lease end
  where d.client_id = of_client and d.id = delivery;
end $$;
