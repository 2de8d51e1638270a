-- A command that was carried out once answers its first result when it comes again.
create table events.es_commands (
    client_id  varchar     not null,
    command_id uuid        not null,
    result     text        not null,
    created_at timestamptz not null,
    constraint es_commands_pkey primary key (client_id, command_id)
);

-- Refuses an append by raising, which undoes the whole batch. Called only where the stream's row did not take the append,
-- and so always before a sequence number is drawn. The message carries what the caller needs, because details are redacted by default.
create function events.es_refuse(tenant varchar, stream uuid) returns bigint language plpgsql as $$
declare
    found_version bigint;
    found_archived bool;
begin
    select s.version, s.is_archived into found_version, found_archived from events.mt_streams s where s.tenant_id = tenant and s.id = stream;
    if coalesce(found_archived, false) then
        raise exception using errcode = 'ES002', message = stream::text;
    end if;
    raise exception using errcode = 'ES001', message = stream::text || ' ' || coalesce(found_version, 0)::text;
end $$;

-- A session that sleeps inside a transaction would hold the high-water mark back; sixty seconds are more than any honest one needs.
do $$
begin
    execute format('alter database %I set idle_in_transaction_session_timeout = %L', current_database(), '60s');
exception when insufficient_privilege then
    raise notice 'idle_in_transaction_session_timeout was not set: not the owner of the database';
end $$;
