-- A key for each subject, kind of event and calendar month (UTC) of recording, so that what is old enough of one kind is destroyed without touching a
-- byte of the log. Kind '' and the month without end: the subject's general key, for files, sealed columns and the events from before this script.
-- breaks the version before: it makes keys one for each subject, by the rule that goes here. Its hosts are to be stopped first; one that is not fails
-- when it needs a new key, and writes nothing.
alter table events.es_subject_keys
    add column kind varchar not null default '',
    add column month date not null default 'infinity',
    drop constraint es_subject_keys_subject,
    add constraint es_subject_keys_of unique (client_id, subject_id, kind, month);

-- Why a key was destroyed: erased (its subject was) or retention (its month was old enough). A restore destroys both again.
alter table events.es_erasures add column why varchar not null default 'erased';
create index es_erasures_subject on events.es_erasures (client_id, subject_id);
