-- What is kept for a while only. Whether the rows of a run were erased as they came is known of the run, so that a pass looks
-- at those alone that are due.

alter table ingestion_runs add column payloads_erased_at timestamptz;
create index ingestion_runs_payloads on ingestion_runs (started_at) where payloads_erased_at is null;

-- When something that is looked for once a day was last looked for to its end.
create table tended_daily (
  job text constraint tended_daily_pkey primary key,
  done_at timestamptz not null
);
