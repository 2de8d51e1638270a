-- When the latest plan was offered, and what the person said to it.
alter table collections.accounts
  add column plan_offered_on date,
  add column plan_answer text check (plan_answer in ('accepted', 'refused')),
  add column plan_answered_on date;

-- The first part was due three weeks after the decision.
update collections.accounts set plan_offered_on = plan_first_due - 21 where plan_decision is not null;
