-- Requests to be taken off the site, made without an account. What they did is kept under their receipt
-- (`suppressions`, `suppressed_profiles`); this is who decides on them until when, and how.

create table removal_requests (
  id uuid constraint removal_requests_pkey primary key,
  -- What the person refers to it by.
  receipt text not null constraint removal_requests_receipt_key unique,
  request_key uuid not null constraint removal_requests_request_key unique,
  -- The profile that was named, where there is one.
  executive_id uuid constraint removal_requests_executive_fkey references executives on delete set null,
  status text not null default 'RECEIVED'
    constraint removal_requests_status check (status in ('RECEIVED', 'UPHELD', 'REJECTED')),
  -- Not, where the profile's owner said before that it stays.
  is_hiding boolean not null,
  reason text constraint removal_requests_reason check (length(reason) between 1 and 2000),
  contact_email text,
  decide_by timestamptz not null,
  decided_at timestamptz,
  decided_by text,
  created_at timestamptz not null,
  updated_at timestamptz not null default now(),
  constraint removal_requests_decided check ((status = 'RECEIVED') = (decided_at is null)
                                             and (decided_at is null) = (decided_by is null))
);
create index removal_requests_open on removal_requests (decide_by) where status = 'RECEIVED';
create index removal_requests_executive on removal_requests (executive_id);
create index removal_requests_email on removal_requests (contact_email, created_at) where contact_email is not null;
create index removal_requests_decided on removal_requests (decided_at)
  where contact_email is not null or reason is not null;
create trigger removal_requests_touch before update on removal_requests for each row execute function touch_updated_at();
