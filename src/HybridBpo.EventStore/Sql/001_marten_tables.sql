-- The tables of Marten 9 (Guid stream ids, conjoined tenancy) with its names and defaults, so that either side can read and append.
-- Nothing of ours is added to them: Marten's schema migration drops foreign columns and indexes. Our own tables are named es_*.
create schema if not exists events;

create table events.mt_streams (
    id          uuid        not null,
    type        varchar     null,
    version     bigint      null,
    timestamp   timestamptz not null default (now()),
    created     timestamptz not null default (now()),
    tenant_id   varchar     not null default '*DEFAULT*',
    is_archived bool        null default false,
    constraint pkey_mt_streams_tenant_id_id primary key (tenant_id, id)
);

create table events.mt_events (
    seq_id         bigint       not null,
    id             uuid         not null,
    stream_id      uuid         null,
    version        bigint       not null,
    data           jsonb        not null,
    bdata          bytea        null,
    type           varchar(500) not null,
    timestamp      timestamptz  not null default '(now())',
    tenant_id      varchar      null default '*DEFAULT*',
    mt_dotnet_type varchar      null,
    correlation_id varchar      null,
    causation_id   varchar      null,
    headers        jsonb        null,
    is_archived    bool         null default false,
    constraint pkey_mt_events_seq_id primary key (seq_id),
    constraint fkey_mt_events_stream_id_tenant_id foreign key (tenant_id, stream_id) references events.mt_streams (tenant_id, id)
);

create unique index pk_mt_events_stream_and_version on events.mt_events using btree (tenant_id, stream_id, version);

create sequence events.mt_events_sequence owned by events.mt_events.seq_id;

create table events.mt_event_progression (
    name         varchar     not null,
    last_seq_id  bigint      null,
    last_updated timestamptz null default (transaction_timestamp()),
    constraint pk_mt_event_progression primary key (name)
);

create table events.mt_high_water_skips (
    ending_sequence   bigint      not null,
    starting_sequence bigint      not null,
    timestamp         timestamptz null default (transaction_timestamp()),
    constraint pkey_mt_high_water_skips_ending_sequence primary key (ending_sequence)
);

insert into events.mt_event_progression (name, last_seq_id) values ('HighWaterMark', 0);
