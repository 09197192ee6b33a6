-- Rows that come over HTTP: one run for each source, entity and UTC day, and when a source last called.

alter table sources add column last_used_at timestamptz;

alter table ingestion_runs
  -- The day (UTC) whose requests this run gathers; none for a file's run.
  add column http_day date,
  -- The last position that was given to a row of this run, where it grows request by request.
  add column last_position integer not null default 0,
  add constraint ingestion_runs_http_day unique (source, entity_type, http_day);
