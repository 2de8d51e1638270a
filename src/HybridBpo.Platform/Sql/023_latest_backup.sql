-- Each host asks every second which backup, and which restore, is the latest.
create index acts_of_backups on platform.acts (act, id) where act in ('backup-taken', 'restored');
