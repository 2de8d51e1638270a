create table hro.requisitions (
    client_id      text        not null,
    requisition_id uuid        not null,
    reference      text        not null,
    title          text        not null,
    state          text        not null,
    criteria       int         not null default 0,
    opened_by      text        not null,
    opened_at      timestamptz not null,
    filled_at      timestamptz,
    primary key (client_id, requisition_id),
    constraint requisitions_state check (state in ('draft', 'open', 'filled'))
);

create unique index requisitions_reference on hro.requisitions (client_id, upper(reference));

-- What may be listed about an application. No name, no file name, no finding of the machine: those stay encrypted in the events.
create table hro.applications (
    client_id      text        not null,
    application_id uuid        not null,
    requisition_id uuid        not null,
    code           text        not null,
    state          text        not null,
    format         text        not null default '',
    pages          int,
    runs           int         not null default 0,
    case_id        uuid,
    applied_at     timestamptz not null,
    changed_at     timestamptz not null,
    primary key (client_id, application_id),
    foreign key (client_id, requisition_id) references hro.requisitions (client_id, requisition_id)
);

create unique index applications_code on hro.applications (client_id, requisition_id, code);
create index applications_arrival on hro.applications (client_id, requisition_id, applied_at, application_id);

-- One row per screening run; what the run said stands in its event.
create table hro.runs (
    client_id      text        not null,
    run_id         uuid        not null,
    application_id uuid        not null,
    number         int         not null,
    case_id        uuid        not null,
    rubric_hash    text        not null,
    rule_set       text        not null,
    readable       boolean     not null,
    done_at        timestamptz not null,
    primary key (client_id, run_id),
    unique (client_id, application_id, number)
);

-- Who got to know who a candidate is. The name is here only for search by that person and goes with the erasure.
create table hro.reveals (
    client_id      text        not null,
    application_id uuid        not null,
    user_id        text        not null,
    name           text        not null default '',
    reason         text        not null,
    revealed_at    timestamptz not null,
    primary key (client_id, application_id, user_id)
);

do $$
declare t text;
begin
    foreach t in array array['requisitions', 'applications', 'runs', 'reveals'] loop
        execute format('alter table hro.%I enable row level security', t);
        execute format('alter table hro.%I force row level security', t);
        execute format(
            'create policy clients on hro.%I using (current_setting(''app.clients'', true) = ''*'''
            || ' or client_id = any (string_to_array(current_setting(''app.clients'', true), '','')))', t);
    end loop;
end $$;
