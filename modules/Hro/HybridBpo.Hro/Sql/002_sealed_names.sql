-- The name that a reveal is found by is kept under the candidate's key, like the resume itself: erasing the person makes it unreadable everywhere.
alter table hro.reveals drop column name;
alter table hro.reveals add column sealed_name bytea;
