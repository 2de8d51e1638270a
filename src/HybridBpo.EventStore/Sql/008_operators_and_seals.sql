-- Why an operator did it, and the one stream that it was about.
alter table events.es_projection_acts add column reason text null;
alter table events.es_projection_acts add column client_id varchar null;
alter table events.es_projection_acts add column stream_id uuid null;

-- A key signs from created_at until it is retired, and is known for ever: what it signed stays verifiable. made: wrapped holds the private half;
-- configured: it holds the public half again, which proves that the row was written by somebody who has the key-encryption key.
alter table events.es_seal_keys add column origin varchar not null default 'made';
alter table events.es_seal_keys add column retired_at timestamptz null;

-- What verifications found. Rows are only added.
create table events.es_verifications (
    id          bigint      generated always as identity constraint es_verifications_pkey primary key,
    client_id   varchar     not null,
    done_at     timestamptz not null default clock_timestamp(),
    done_by     varchar     not null,
    ok          boolean     not null,
    blocks      bigint      not null,
    events      bigint      not null,
    bad_seq     bigint      null,
    problem     text        null
);
create index es_verifications_client on events.es_verifications (client_id, id);
create function events.es_keep_verifications() returns trigger language plpgsql as $$
begin
    raise exception 'events.es_verifications only grows';
end $$;
create trigger es_verifications_only_grow before update or delete on events.es_verifications
    for each statement execute function events.es_keep_verifications();
