-- The verification of a client that found most events: each later one asks for it.
create index es_verifications_most on events.es_verifications (client_id, events desc, id desc) where ok;
