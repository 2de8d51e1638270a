-- What a command was to do: the same id for something else is refused, not answered with the result of the first. Empty: not said.
alter table events.es_commands add column act varchar not null default '';
