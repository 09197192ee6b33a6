-- Checks that an owner asks for: what they say to look at, which nobody else sees, and as what they acted who decided.

alter table executive_verifications
  add column asked_at timestamptz,
  add column asked_note text constraint executive_verifications_asked_note check (length(asked_note) between 1 and 2000),
  add column decided_by text;
create index executive_verifications_pending on executive_verifications (asked_at) where status = 'PENDING';
