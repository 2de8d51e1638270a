-- What operators did to projections: retry, skip, rebuild. Rows are only added.
create table events.es_projection_acts (
    id         bigint      generated always as identity constraint es_projection_acts_pkey primary key,
    done_at    timestamptz not null default clock_timestamp(),
    done_by    varchar     not null,
    act        varchar     not null,
    projection varchar     not null,
    seq_id     bigint      null
);

create function events.es_keep_acts() returns trigger language plpgsql as $$
begin
    raise exception 'events.es_projection_acts only grows';
end $$;
create trigger es_projection_acts_only_grow before update or delete on events.es_projection_acts
    for each statement execute function events.es_keep_acts();
