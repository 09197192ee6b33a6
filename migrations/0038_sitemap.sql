-- The sitemap names profiles and postings in 64 files each, by the last byte of their ids, which is random in all that we
-- make: an address never moves to another file, however many come.
create function sitemap_bucket(id uuid) returns integer language sql immutable parallel safe
  return get_byte(uuid_send(id), 15) & 63;

-- A file is read from these alone. The expressions are those of `sitemap_bucket`, `is_public` and `is_indexable`, so that the
-- functions find them once the planner has put them in place.
create index executives_sitemap on executives ((get_byte(uuid_send(id), 15) & 63)) include (slug, content_updated_at)
 where status = 'PUBLISHED' and removed_at is null and bio is not null;
create index executives_sitemap_without_bio on executives ((get_byte(uuid_send(id), 15) & 63))
 where status = 'PUBLISHED' and removed_at is null and bio is null;
create index jobs_sitemap on jobs ((get_byte(uuid_send(id), 15) & 63)) include (slug, content_updated_at)
 where status = 'PUBLISHED' and closed_at is null;
