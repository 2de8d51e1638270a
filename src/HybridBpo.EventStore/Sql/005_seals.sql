-- Blocks over a client's events, chained by their hashes. leaves: eight bytes sequence number and thirty-two bytes hash per event, in order.
create table events.es_seals (
    client_id   varchar     not null,
    block       bigint      not null,
    first_seq   bigint      not null,
    last_seq    bigint      not null,
    events      integer     not null,
    leaves      bytea       not null,
    previous    bytea       not null,
    hash        bytea       not null,
    sealed_at   timestamptz not null,
    constraint es_seals_pkey primary key (client_id, block)
);

-- The key pair that signs checkpoints; the private half is wrapped under the key-encryption key.
create table events.es_seal_keys (
    key_id     varchar     not null constraint es_seal_keys_pkey primary key,
    public_key bytea       not null,
    kek_id     varchar     not null,
    wrapped    bytea       not null,
    created_at timestamptz not null
);
