-- Which secret of a webhook counts, and since when it is a further one: the one before it is used beside it for a day.
alter table inbox.webhooks add column secret_no integer not null default 1, add column secret_at timestamptz;
