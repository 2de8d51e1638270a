-- What leaves the house. planned -> sending -> sent | failed | unknown | cancelled; planned -> blocked | cancelled.
-- Blocked comes up again at again_at.
-- No row is ever deleted, and none leaves 'sending' but forward: that is why nothing is sent twice.
create table platform.deliveries (
  client_id text not null,
  id uuid not null,
  source text not null,
  channel text not null,
  template text not null,
  subject_id uuid not null,
  json jsonb not null,
  due_at timestamptz not null,
  state text not null default 'planned' check (state in ('planned', 'sending', 'sent', 'blocked', 'cancelled', 'failed', 'unknown')),
  reason jsonb,                   -- why it is in this state, as the module or the relay says it
  waits_for text,                 -- why a due one is not tried: off, stopped-firm, ..., mail-server
  again_at timestamptz,           -- a blocked one comes up again then
  attempt int not null default 0, -- tries to prepare it
  lease_token bigint,
  lease_until timestamptz,
  planned_at timestamptz not null default clock_timestamp(),
  changed_at timestamptz not null default clock_timestamp(),
  captured boolean not null default false,
  primary key (client_id, id)
);

create index deliveries_due on platform.deliveries (coalesce(again_at, due_at))
  where state = 'planned' or (state = 'blocked' and again_at is not null);
create index deliveries_sending on platform.deliveries (lease_until) where state = 'sending';
create index deliveries_subject on platform.deliveries (client_id, subject_id, due_at);
create index deliveries_state on platform.deliveries (client_id, state, due_at);

alter table platform.deliveries enable row level security;
alter table platform.deliveries force row level security;
create policy deliveries_of_access on platform.deliveries
  using (current_setting('app.clients', true) = '*' or client_id = any (string_to_array(current_setting('app.clients', true), ',')));

-- Moves a delivery that the caller holds from one state to the next, or raises, which undoes the caller's whole batch:
-- HB001 when the lease is lost, HB002 when sending is stopped (only asked when it is about to be sent).
create function platform.move_delivery(
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
      lease_token = case when to_state = 'sending' then token end,
      lease_until = case when to_state = 'sending' then clock_timestamp() + lease end
  where d.client_id = of_client and d.id = delivery;
end $$;

-- Mails that were not sent because no mail server is configured; encrypted under the subject's key.
create table platform.captured_mails (
  client_id text not null,
  delivery_id uuid not null,
  subject_id uuid not null,
  sealed bytea not null,
  captured_at timestamptz not null,
  primary key (client_id, delivery_id)
);

create index captured_mails_time on platform.captured_mails (client_id, captured_at desc);

alter table platform.captured_mails enable row level security;
alter table platform.captured_mails force row level security;
create policy captured_mails_of_access on platform.captured_mails
  using (current_setting('app.clients', true) = '*' or client_id = any (string_to_array(current_setting('app.clients', true), ',')));
