-- What was billed on an account, and what adjustments came to, as far as it is known by now, whatever day it is dated.
create function collections.billed(of_client text, of_account uuid, out billed_minor bigint, out adjusted_minor bigint) language sql stable as $$
  select coalesce(sum(effect_minor) filter (where type in ('opening', 'charge', 'fee')), 0)::bigint,
    coalesce(sum(effect_minor) filter (where type = 'adjustment'), 0)::bigint
  from collections.transactions where client_id = of_client and account_id = of_account
$$;

-- Both as they were when the latest plan was offered, and the case in which it was decided: what is known later is no part of the plan.
alter table collections.accounts
  add column plan_billed_minor bigint,
  add column plan_adjusted_minor bigint,
  add column plan_case_id uuid;

-- What was loaded until then was known then; where no file brought it, its day says so.
update collections.accounts a set
  plan_case_id = case when case_opened_at < plan_offered_on + 2 then case_id end,
  (plan_billed_minor, plan_adjusted_minor) = (
    select coalesce(sum(t.effect_minor) filter (where t.type in ('opening', 'charge', 'fee')), 0)::bigint,
      coalesce(sum(t.effect_minor) filter (where t.type = 'adjustment'), 0)::bigint
    from collections.transactions t left join collections.imports i on i.client_id = t.client_id and i.id = t.import_id
    where t.client_id = a.client_id and t.account_id = a.id
      and (t.type = 'opening' or coalesce(i.loaded_at::date, t.on_day) <= a.plan_offered_on))
where plan_decision is not null;

-- Cases that a person's own words opened, beside those of the machine; and every case about an account.
alter table collections.flagged_cases add column hardship_at timestamptz;

create index flagged_cases_account on collections.flagged_cases (client_id, account_id);
