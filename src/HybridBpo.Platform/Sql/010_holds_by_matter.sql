-- Several matters may hold the same person: each is placed, stands and is lifted by itself.
alter table platform.legal_holds drop constraint legal_holds_pkey;
alter table platform.legal_holds add primary key (client_id, subject, placed_at, matter);

drop index platform.legal_holds_standing;
create unique index legal_holds_standing on platform.legal_holds (client_id, subject, matter) where lifted_at is null;
