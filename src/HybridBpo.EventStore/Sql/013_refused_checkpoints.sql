-- Checkpoints that somebody offered and that are not this log's, or were changed. The log was not looked at, so this is no verification. key_id: the
-- fingerprint of the key in the file, empty where that is none. Rows are only added.
create table events.es_refused_checkpoints (
    id         bigint      generated always as identity constraint es_refused_checkpoints_pkey primary key,
    client_id  varchar     not null,
    offered_at timestamptz not null default clock_timestamp(),
    offered_by varchar     not null,
    key_id     varchar     not null,
    why        text        not null
);
create index es_refused_checkpoints_client on events.es_refused_checkpoints (client_id, id);
create function events.es_keep_refused() returns trigger language plpgsql as $$
begin
    raise exception 'events.es_refused_checkpoints only grows';
end $$;
create trigger es_refused_checkpoints_only_grow before update or delete on events.es_refused_checkpoints
    for each statement execute function events.es_keep_refused();

comment on column events.es_seal_delays.told is 'It failed before too, whatever the error was then, or will not pass by itself.';
comment on column events.es_seal_delays.since is 'When it failed first; the row goes with the first round that succeeds.';
