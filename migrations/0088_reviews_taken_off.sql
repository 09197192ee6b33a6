-- A review that a list brought and that those who run the site took off: it stays, so that no import brings it back, with why.
alter table executive_reviews
  add column taken_off_at timestamptz,
  add column taken_off_reason text constraint executive_reviews_taken_off_reason check (length(taken_off_reason) between 1 and 1000),
  add constraint executive_reviews_taken_off check ((taken_off_at is null) = (taken_off_reason is null)),
  -- Whoever wrote by an invitation is told why, and has the review back in the invitation.
  add constraint executive_reviews_taken_off_hidden check (taken_off_at is null or (published_at is null and not is_invited));
-- Those that lists brought, as the console looks through them.
create index executive_reviews_from_lists on executive_reviews (coalesce(published_at, taken_off_at) desc, id)
  where not is_invited and coalesce(published_at, taken_off_at) is not null;
