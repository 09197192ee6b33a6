-- What each alert's mail tells, for as long as the outbox holds it: one that can't be delivered soon is taken back, and what
-- it told is news again.

create table alert_letters (
  outbox_id uuid constraint alert_letters_pkey primary key
    constraint alert_letters_outbox_fkey references outbox on delete cascade,
  saved_search_id uuid not null constraint alert_letters_saved_search_fkey references saved_searches on delete cascade,
  -- The rows that it names.
  shown uuid[] not null,
  -- The serials of all that it counts: a roaring treemap, as in `saved_searches.known`.
  told bytea not null,
  -- When the alert was due, so that its time of the day stays.
  due_at timestamptz not null,
  created_at timestamptz not null
);
create index alert_letters_saved_search on alert_letters (saved_search_id);
