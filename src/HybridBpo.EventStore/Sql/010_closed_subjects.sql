-- A closed subject gets no key, whoever asks: a host of the version before, which does not look, as little as somebody by hand. A restore switches
-- this off while it loads keys: those of an erasure that had not ended come back with it, and go when it ends.
create function events.es_refuse_closed() returns trigger language plpgsql as $$
declare
    refused record;
begin
    -- Whoever closes a subject holds this alone until that is committed; the statement after it sees what was closed while it waited.
    perform pg_advisory_xact_lock_shared(hashtextextended('es_subject_keys|' || client_id, 0))
    from (select distinct client_id from made order by client_id) m;
    select m.client_id, m.subject_id into refused from made m
    join events.es_erasures e on e.client_id = m.client_id and e.key_id = m.subject_id and e.why = 'closed' limit 1;
    if found then
        raise exception using errcode = 'restrict_violation',
            message = format('subject %s of client %s is closed: it is being erased, or was, and gets no key', refused.subject_id, refused.client_id),
            hint = 'A host of the version before does not look: stop it, and save again with the new one.';
    end if;
    return null;
end $$;

-- breaks the version before: it makes keys without looking whether their subject is closed. Such a save of it fails as a whole and writes nothing.
create trigger es_subject_keys_refuse_closed after insert on events.es_subject_keys referencing new table as made
    for each statement execute function events.es_refuse_closed();
