-- Checks that were decided, as the console looks back at them.
create index executive_verifications_decided on executive_verifications (checked_at desc nulls last, id)
  where status <> 'PENDING';
