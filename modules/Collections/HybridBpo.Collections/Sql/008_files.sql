-- Rows of the file that say what an earlier row said: loaded once.
alter table collections.imports add column repeated int not null default 0;

-- What the client tells of the debt when it is placed; null is not told.
alter table collections.accounts
  add column charged_off_on date,
  add column client_last_paid_on date,
  add column out_of_statute_on date,
  add column delinquent_on date;
