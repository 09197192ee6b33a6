-- Looking back at deliveries: a number that people can say, and the columns as the delivery had them.

alter table ingestion_runs
  -- Counts up with gaps: a dry run takes a number and leaves nothing.
  add column number bigint generated always as identity constraint ingestion_runs_number_key unique,
  -- The headers of the delivery in their order, which jsonb does not keep; null for runs of before.
  add column columns text[];
create index ingestion_runs_pending on ingestion_runs (source, entity_type) where status = 'PENDING';

-- Who carries out a run holds this advisory lock, from before the run is seen until its end is written. A run that is
-- PENDING without it was broken off.
create function is_run_held(run_number bigint) returns boolean
language sql stable parallel safe
return exists (
  select from pg_locks
   where locktype = 'advisory' and granted and objsubid = 2
     and database = (select oid from pg_database where datname = current_database())
     and classid = hashtext('quarterdeck run')::oid
     and objid = (run_number % 2147483647)::int::oid);
