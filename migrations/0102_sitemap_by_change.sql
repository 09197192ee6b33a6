-- `/sitemap.xml` says of each file when anything in it last changed: that is the first entry of each file in these, whatever else
-- changed. A file is still read from them alone, for which they have to hold the columns that the conditions are made of, the id
-- among them.
drop index executives_sitemap;
create index executives_sitemap on executives ((get_byte(uuid_send(id), 15) & 63), content_updated_at desc)
  include (id, slug, claim_status)
  where status = 'PUBLISHED' and removed_at is null and bio is not null;

drop index executives_sitemap_without_bio;
create index executives_sitemap_without_bio on executives ((get_byte(uuid_send(id), 15) & 63), content_updated_at desc)
  include (id, slug, claim_status)
  where status = 'PUBLISHED' and removed_at is null and bio is null;

drop index jobs_sitemap;
create index jobs_sitemap on jobs ((get_byte(uuid_send(id), 15) & 63), content_updated_at desc)
  include (id, slug, expires_at, last_verified_at, source_synced_at, created_at)
  where status = 'PUBLISHED' and closed_at is null;
