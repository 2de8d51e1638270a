-- Clients whose events could not be sealed in the last round: up to after_seq they are. told: the same error came before, or will not pass by itself.
-- Everybody else is sealed up to the progress row Seals:Ahead; up to Seals:All everybody is.
create table events.es_seal_delays (
    client_id varchar     not null constraint es_seal_delays_pkey primary key,
    after_seq bigint      not null,
    error     varchar     not null,
    told      boolean     not null,
    since     timestamptz not null default clock_timestamp()
);
