-- One worker per asynchronous projection: the row is the lease, its token the fence, the database's clock the judge.
create table events.es_projection_leases (
    name       varchar     not null constraint es_projection_leases_pkey primary key,
    holder     varchar     not null,
    token      bigint      not null,
    until      timestamptz not null,
    live       boolean     not null,
    stopped    boolean     not null default false,
    failed_seq bigint      null,
    error      text        null,
    changed_at timestamptz not null default clock_timestamp()
);

-- Events that an operator skipped by name, with the error that made it necessary.
create table events.es_dead_letters (
    projection varchar     not null,
    seq_id     bigint      not null,
    error      text        not null,
    skipped_by varchar     not null,
    skipped_at timestamptz not null default clock_timestamp(),
    constraint es_dead_letters_pkey primary key (projection, seq_id)
);
