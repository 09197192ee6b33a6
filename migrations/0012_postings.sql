-- Until when a posting is open, said once; and industries that were read from a posting's text.

-- Its own last day; without one, 60 days after the newest sign that it is open: somebody looked, or a source still
-- delivered it. Days are UTC's, so that the answer doesn't hang on anybody's time zone and an index can hold it.
create function open_until(j jobs) returns timestamptz language sql immutable
  return coalesce(
    j.expires_at,
    (coalesce(greatest(j.last_verified_at, j.source_synced_at), j.created_at) at time zone 'UTC' + interval '60 days') at time zone 'UTC');

-- A posting that can still be applied for.
create or replace function is_open(j jobs) returns boolean language sql stable
  return j.closed_at is null and open_until(j) > now();

-- The one place that says which postings the public sees. A closed one answers 410, with words of its own.
create or replace function is_public(j jobs) returns boolean language sql stable
  return j.status = 'PUBLISHED' and j.closed_at is null and open_until(j) > now();

-- What sources delivered without news used to be noted with their rows alone.
update jobs j set source_synced_at = seen.at
  from (select target_id, max(last_seen_at) as at from source_rows where entity_type = 'job' group by target_id) seen
 where seen.target_id = j.id and seen.at > j.source_synced_at;

-- The expression is the one above, so that `open_until` finds it once the planner has put it in place.
drop index jobs_expiry;
create index jobs_open_until on jobs ((coalesce(
    expires_at,
    (coalesce(greatest(last_verified_at, source_synced_at), created_at) at time zone 'UTC' + interval '60 days') at time zone 'UTC')))
  where status = 'PUBLISHED' and closed_at is null;

-- Whether no source named the industry, and it was read from the posting's text or its company's name.
alter table job_industries add column is_derived boolean not null default false;
