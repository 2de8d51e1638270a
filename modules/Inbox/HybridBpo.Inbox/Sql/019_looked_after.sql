-- Who looks after what was told to the supervisors. It counts while looked_after_of is the telling that there was then: one that comes later, by
-- whichever version, is nobody's yet. The row goes when the case is closed, and the words with it.
alter table inbox.timers add column looked_after_by text, add column looked_after_at timestamptz, add column looked_after_words text,
  add column looked_after_of timestamptz;
create index timers_not_looked_after on inbox.timers (client_id, told_at desc)
  where told_at is not null and looked_after_of is distinct from told_at;
create index timers_looked_after on inbox.timers (client_id, told_at desc) where looked_after_of = told_at;
