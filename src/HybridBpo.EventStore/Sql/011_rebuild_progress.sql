-- How far a rebuild is: it runs in one transaction, which nobody else sees into, and often in another process than the one that is asked.
alter table events.es_projection_leases add column rebuilt_to bigint null, add column rebuilt_of bigint null;
