-- What tells a case from the others of its kind in the queue; none: the question.
alter table inbox.cases add column title text;
