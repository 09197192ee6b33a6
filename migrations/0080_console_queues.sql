-- What the console asks at any size: each queue is read along an index in the order in which it is shown, names are found by
-- their words, the log by who and what.

-- How a row stands, the newest first.
drop index executives_in_review;
create index executives_standing on executives (status, created_at desc, id desc) include (source_system)
  where removed_at is null;
drop index jobs_in_review;
create index jobs_standing on jobs (status, created_at desc, id desc) include (source_system);

-- In review, and complete: with what may still hold it up, so that whoever looks for the few that are ready reads no rows. The
-- conditions are `missing_fields`, written out: an index can't hold the function.
create index executives_complete on executives (created_at desc, id desc)
    include (location_id, notice_sent_at, source_system)
  where status = 'REVIEW' and removed_at is null
    and headline is not null and role_id is not null and location_id is not null;
create index executives_lacking on executives (created_at desc, id desc) include (source_system)
  where status = 'REVIEW' and removed_at is null
    and (headline is null or role_id is null or location_id is null);
create index jobs_complete on jobs (created_at desc, id desc)
    include (posted_at, expires_at, last_verified_at, source_synced_at, closed_at, source_system)
  where status = 'REVIEW'
    and company_name is not null and location_summary is not null and role_id is not null and summary is not null
    and description is not null and apply_url is not null and posted_at is not null and employment_type is not null;
create index jobs_lacking on jobs (created_at desc, id desc) include (source_system)
  where status = 'REVIEW'
    and (company_name is null or location_summary is null or role_id is null or summary is null
         or description is null or apply_url is null or posted_at is null or employment_type is null);

-- Words of what rows are called, for the console's search: also of those that are on no page.
create index executives_called on executives
  using gin (to_tsvector('simple', full_name || ' ' || coalesce(headline, '') || ' ' || coalesce(contact_email, '')));
create index jobs_called on jobs
  using gin (to_tsvector('simple', title || ' ' || coalesce(company_name, '')));

-- The log by who, by what was done and by what it was done to. Its ids follow its order.
drop index audit_log_at;
create index audit_log_newest on audit_log (at desc, id desc);
drop index audit_log_entity;
create index audit_log_entity on audit_log (entity_type, entity_id, at desc, id desc);
create index audit_log_sort on audit_log (entity_type, at desc, id desc);
create index audit_log_actor on audit_log (actor_id, entity_type, at desc, id desc) where actor_id is not null;
create index audit_log_role on audit_log (actor_role, entity_type, at desc, id desc);
