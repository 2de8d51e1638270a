-- Up to here a host of ours has seen that every number was an event or one that nobody can own any more: see mt_high_water_skips. What is neither
-- later on was taken away. It moves with the mark; where somebody else moved that, a host looks once and notes what it cannot know.
insert into events.mt_event_progression (name, last_seq_id) values ('Accounted:All', 0) on conflict (name) do nothing;

-- Numbers (behind the start, up to the end) that were neither when a host first looked: the mark was moved by others, as Marten does, which need not
-- record what it passes. Nobody knows whether they ever had an event.
create table events.es_unknown_numbers (
    ending_sequence   bigint      not null constraint es_unknown_numbers_pkey primary key,
    starting_sequence bigint      not null,
    noted_at          timestamptz not null default clock_timestamp()
);

-- What the last look for lost numbers found; one row. The first ranges only, and how many numbers are in all of them.
create table events.es_lost_numbers (
    one          boolean     not null default true constraint es_lost_numbers_pkey primary key constraint es_lost_numbers_one check (one),
    looked_at    timestamptz not null,
    took_ms      bigint      not null,
    up_to        bigint      not null,
    lost         bigint      not null,
    first_lost   bigint[]    not null,
    last_lost    bigint[]    not null,
    unknown      bigint      not null,
    last_unknown bigint      not null,
    found_at     timestamptz null
);
