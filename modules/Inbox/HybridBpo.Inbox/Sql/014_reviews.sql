-- Decided cases that somebody else judges once more, blind: a sample drawn as decisions leave. Codes only, and whose they are; what was decided stays
-- as it is.
create table inbox.reviews (
  client_id text not null,
  review_id uuid not null,
  case_id uuid not null,
  subject_id uuid not null,
  kind text not null,
  decided_by text not null,
  decided text not null,
  proposed text,           -- by the machine; null where it may not choose, or said nothing
  not_for text[] not null, -- who knows what was decided or proposed
  drawn_at timestamptz not null,
  holder text,
  held_until timestamptz,
  reviewer text,
  reviewed text,
  reviewed_at timestamptz,
  settled_by text,
  settled text,
  settled_at timestamptz,
  primary key (client_id, review_id)
);
create index reviews_of_case on inbox.reviews (client_id, case_id) where reviewed_at is null;
create index reviews_waiting on inbox.reviews (client_id, kind, drawn_at) where reviewed_at is null;
create index reviews_apart on inbox.reviews (client_id, reviewed_at) where reviewed_at is not null and decided <> reviewed and settled_at is null;

alter table inbox.reviews enable row level security;
alter table inbox.reviews force row level security;
create policy clients_of_access on inbox.reviews using (current_setting('app.clients', true) = '*'
  or client_id = any (string_to_array(current_setting('app.clients', true), ',')));

-- Does this case wait for a blind review that this person could give? After two weeks it waits no longer.
create function inbox.awaits_review(of_client text, of_case uuid, me text) returns boolean
language sql stable as $$
  select exists (
    select from inbox.reviews r where r.client_id = of_client and r.case_id = of_case and r.reviewed_at is null
      and r.drawn_at > now() - interval '14 days' and not me = any (r.not_for));
$$;
