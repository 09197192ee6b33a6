-- What people wrote into profiles: before and after, kept beside the profile and gone with it. The audit log is for ever, so it
-- names fields alone.

create table profile_edits (
  id uuid constraint profile_edits_pkey primary key,
  executive_id uuid not null constraint profile_edits_executive_fkey references executives on delete cascade,
  -- The owner, where it was one.
  user_id uuid constraint profile_edits_user_fkey references users on delete set null,
  -- Where it came from: `owner`, `correction C-7F3K-Q9XD`.
  source text not null,
  fields text[] not null,
  before jsonb not null,
  after jsonb not null,
  -- An owner's edit may wait until somebody looked at it.
  status text not null constraint profile_edits_status check (status in ('APPLIED', 'PENDING', 'REJECTED')),
  reason text,
  decided_by text,
  decided_at timestamptz,
  created_at timestamptz not null,
  constraint profile_edits_decided check (status <> 'PENDING' or decided_at is null)
);
create index profile_edits_executive on profile_edits (executive_id, created_at desc);
create index profile_edits_pending on profile_edits (created_at) where status = 'PENDING';

-- The mail that asks an owner whether their availability still holds.
alter table profile_ownerships
  add column availability_asked_at timestamptz,
  add column availability_token_hash bytea constraint profile_ownerships_availability_token unique;
