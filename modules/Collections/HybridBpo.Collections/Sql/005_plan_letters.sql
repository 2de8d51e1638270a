-- The plan that is offered on an account, as decided: what its letter says, to the cent and the day.
alter table collections.accounts
  add column plan_decision uuid,              -- also the id of its letter
  add column plan_amount_minor bigint,
  add column plan_months int,
  add column plan_total_minor bigint,
  add column plan_first_due date;

update collections.accounts set plan_amount_minor = split_part(plan, ' x ', 1)::bigint, plan_months = split_part(plan, ' x ', 2)::int
where plan is not null;

alter table collections.accounts drop column plan;

create index accounts_plan on collections.accounts (client_id, plan_decision) where plan_decision is not null;
