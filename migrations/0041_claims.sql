-- Claims: begun in a session, sent by an address that confirmed itself, proven, decided.

-- What somebody has filled in so far. It goes when it is sent, or with the session.
create table claim_drafts (
  -- The request's key: however often it is sent, it is one request.
  id uuid constraint claim_drafts_pkey primary key,
  session_id uuid not null constraint claim_drafts_session_fkey references sessions (id) on delete cascade,
  executive_id uuid not null constraint claim_drafts_executive_fkey references executives on delete cascade,
  name text not null constraint claim_drafts_name check (length(name) between 1 and 200),
  -- Whose draft it is: whoever signs in to the session with another address finds none.
  email text not null constraint claim_drafts_email_shape check (email = lower(email) and email like '%_@_%' and length(email) <= 254),
  -- What they are to put on their site, if they choose to.
  code text not null,
  method text constraint claim_drafts_method check (method in ('domain', 'code', 'note')),
  proof_url safe_url,
  note text constraint claim_drafts_note check (length(note) between 1 and 2000),
  created_at timestamptz not null,
  constraint claim_drafts_key unique (session_id, executive_id)
);
create index claim_drafts_executive on claim_drafts (executive_id);

-- Nothing has ever written to it.
delete from profile_claim_requests;
alter table profile_claim_requests
  alter column request_key set not null,
  alter column email set not null,
  drop column submitted_payload,
  -- By which people name it.
  add column number text not null constraint profile_claim_requests_number unique,
  add column name text not null,
  add column code text not null,
  add column method text not null constraint profile_claim_requests_method check (method in ('domain', 'code', 'note')),
  add column proof_url safe_url,
  add column note text,
  -- When its proof was looked at, whether it holds, and what was seen.
  add column checked_at timestamptz,
  add column is_proven boolean not null default false,
  add column evidence text,
  -- As what they acted who decided (`command line`, `operator`).
  add column decided_by text,
  add constraint profile_claim_requests_decided check ((status in ('APPROVED', 'REJECTED')) = (reviewed_at is not null));
-- Somebody has one open claim to a profile.
create unique index profile_claim_requests_one_open on profile_claim_requests (executive_id, user_id)
  where status in ('RECEIVED', 'IN_REVIEW');
create index profile_claim_requests_user on profile_claim_requests (user_id);
