-- What somebody says is wrong in a profile, field by field, until it is decided.

create table correction_requests (
  id uuid constraint correction_requests_pkey primary key,
  -- What people refer to it by.
  number text not null constraint correction_requests_number_key unique,
  request_key uuid not null constraint correction_requests_request_key unique,
  executive_id uuid not null constraint correction_requests_executive_fkey references executives on delete cascade,
  status text not null default 'RECEIVED'
    constraint correction_requests_status check (status in ('RECEIVED', 'ACCEPTED', 'REJECTED')),
  -- What no field has a place for.
  remark text constraint correction_requests_remark check (length(remark) between 1 and 5000),
  -- Where it can be checked.
  source text constraint correction_requests_source check (length(source) between 1 and 2000),
  contact_email text,
  decided_at timestamptz,
  decided_by text,
  created_at timestamptz not null,
  updated_at timestamptz not null default now(),
  constraint correction_requests_decided check ((status = 'RECEIVED') = (decided_at is null)
                                                and (decided_at is null) = (decided_by is null))
);
create index correction_requests_open on correction_requests (created_at) where status = 'RECEIVED';
create index correction_requests_decided on correction_requests (decided_at) where decided_at is not null;
create index correction_requests_executive on correction_requests (executive_id);
create index correction_requests_email on correction_requests (contact_email, created_at) where contact_email is not null;
create trigger correction_requests_touch before update on correction_requests
  for each row execute function touch_updated_at();

create table correction_items (
  correction_id uuid not null constraint correction_items_correction_fkey references correction_requests on delete cascade,
  field text not null,
  -- What the page showed, and what it should show; null where it should show nothing.
  shown text,
  proposed text,
  was_accepted boolean,
  constraint correction_items_pkey primary key (correction_id, field)
);
