-- What is read of many rows at once is read in indexes alone.

-- Without figures about when postings end the planner takes it that a third of them have, and reads all to find the few.
create statistics jobs_open_until_figures on (coalesce(
    expires_at,
    (coalesce(greatest(last_verified_at, source_synced_at), created_at) at time zone 'UTC' + interval '60 days') at time zone 'UTC'))
  from jobs;

-- Who left the hubs.
drop index jobs_departed;
create index jobs_departed on jobs (role_id)
  include (id, primary_location_id, remote_type, content_updated_at, closed_at)
  where published_at is not null and (status <> 'PUBLISHED' or closed_at is not null);

-- The files of the sitemap: also the columns that their conditions are made of, since the planner looks for each of them in
-- the index.
drop index executives_sitemap;
create index executives_sitemap on executives ((get_byte(uuid_send(id), 15) & 63)) include (id, slug, content_updated_at)
 where status = 'PUBLISHED' and removed_at is null and bio is not null;
drop index jobs_sitemap;
create index jobs_sitemap on jobs ((get_byte(uuid_send(id), 15) & 63))
  include (id, slug, content_updated_at, expires_at, last_verified_at, source_synced_at, created_at)
 where status = 'PUBLISHED' and closed_at is null;
