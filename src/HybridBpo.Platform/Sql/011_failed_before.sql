-- Deliveries that failed before there was a list of what is stuck (008) were dealt with in another way: they do not fill it now.
update platform.deliveries set looked_at = changed_at
where state = 'failed' and looked_at is null
  and changed_at <= (select applied_at from platform.migrations where schema_name = 'platform' and script = '008_stuck_work');
