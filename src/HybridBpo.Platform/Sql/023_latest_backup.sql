-- Each host asks every second which backup is the latest.
create index acts_of_backups on platform.acts (id) where act = 'backup-taken';
