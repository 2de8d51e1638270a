-- One key per subject and client; erasing a subject destroys the row, and with it every personal field under that key.
create table events.es_subject_keys (
    client_id  varchar     not null,
    key_id     uuid        not null,
    subject_id uuid        not null,
    kek_id     varchar     not null,
    wrapped    bytea       not null,
    created_at timestamptz not null,
    constraint es_subject_keys_pkey primary key (client_id, key_id),
    constraint es_subject_keys_subject unique (client_id, subject_id)
);

-- What was erased; a restore from an older backup applies this list again.
create table events.es_erasures (
    client_id  varchar     not null,
    key_id     uuid        not null,
    subject_id uuid        not null,
    erased_at  timestamptz not null,
    constraint es_erasures_pkey primary key (client_id, key_id)
);
