-- The jobs board.

create type job_employment_type as enum ('CONTRACTOR', 'PART_TIME', 'FULL_TIME', 'TEMPORARY');
create type job_remote_type as enum ('REMOTE', 'HYBRID', 'ONSITE');
create type job_closed_reason as enum ('FILLED', 'WITHDRAWN', 'EXPIRED', 'SOURCE_GONE');

create table jobs (
  id uuid constraint jobs_pkey primary key,
  slug slug not null constraint jobs_slug_key unique,
  title text not null constraint jobs_title check (length(title) between 1 and 300),
  company_name text,
  company_url safe_url,
  company_logo_url safe_url,
  location_summary text,
  primary_location_id uuid constraint jobs_primary_location_fkey references locations,
  -- What publishing needs may be missing while a row waits in REVIEW; `jobs_published_complete` holds the rest.
  role_id uuid constraint jobs_role_fkey references roles,
  summary text,
  description text constraint jobs_description check (length(description) <= 100000),
  apply_url safe_url,
  -- The apply address in one spelling, without tracking: it tells whether two rows are one posting.
  apply_key text constraint jobs_apply_key unique,
  posted_at timestamptz,
  expires_at timestamptz,
  employment_type job_employment_type,
  remote_type job_remote_type,
  remote_countries text[] not null default '{}',
  country_code text constraint jobs_country_code check (country_code ~ '^[A-Z]{2}$'),
  compensation_summary text,
  comp_min_amount integer,
  comp_max_amount integer,
  comp_period text constraint jobs_comp_period check (comp_period in ('hour', 'day', 'week', 'month', 'year')),
  comp_currency currency_code,
  hours_per_week_min integer,
  hours_per_week_max integer,
  duration_months integer constraint jobs_duration_months check (duration_months between 1 and 120),
  curated_at timestamptz,
  last_verified_at timestamptz,
  community_topic_hint text,
  closed_at timestamptz,
  closed_reason job_closed_reason,
  published_at timestamptz,
  status publish_status not null default 'REVIEW',
  source_system text not null,
  source_record_id text,
  source_synced_at timestamptz,
  raw_payload jsonb,
  content_hash bytea,
  field_sources jsonb not null default '{}',
  locked_fields text[] not null default '{}',
  search_document text not null default '',
  content_updated_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint jobs_comp_range check (comp_min_amount > 0 and comp_max_amount > 0 and comp_min_amount <= comp_max_amount),
  constraint jobs_comp_has_unit check (coalesce(comp_min_amount, comp_max_amount) is null or (comp_period is not null and comp_currency is not null)),
  constraint jobs_hours_range check (hours_per_week_min between 1 and 80 and hours_per_week_max between 1 and 80 and hours_per_week_min <= hours_per_week_max),
  constraint jobs_closed_has_reason check ((closed_at is null) = (closed_reason is null)),
  constraint jobs_published_complete check (
    status <> 'PUBLISHED' or (
      company_name is not null and location_summary is not null and role_id is not null and summary is not null and description is not null
      and apply_url is not null and posted_at is not null and employment_type is not null and published_at is not null))
);

-- A posting that can still be applied for.
create function is_open(j jobs) returns boolean language sql stable
  return j.closed_at is null and (j.expires_at is null or j.expires_at > now());

-- The one place that says which postings the public sees. A closed one answers 410, with words of its own.
create function is_public(j jobs) returns boolean language sql stable
  return j.status = 'PUBLISHED' and j.closed_at is null and (j.expires_at is null or j.expires_at > now());

-- What a posting still lacks before it can be published.
create function missing_fields(j jobs) returns text[] language sql immutable
  return array_remove(array[
    case when j.company_name is null then 'company_name' end,
    case when j.location_summary is null then 'location_summary' end,
    case when j.role_id is null then 'role' end,
    case when j.summary is null then 'summary' end,
    case when j.description is null then 'description' end,
    case when j.apply_url is null then 'apply_url' end,
    case when j.posted_at is null then 'posted_at' end,
    case when j.employment_type is null then 'employment_type' end], null);

create unique index jobs_source_record on jobs (source_system, source_record_id) where source_record_id is not null;
create index jobs_role on jobs (role_id) where status = 'PUBLISHED' and closed_at is null;
create index jobs_location on jobs (primary_location_id) where status = 'PUBLISHED' and closed_at is null;
create index jobs_newest on jobs (posted_at desc, id) where status = 'PUBLISHED' and closed_at is null;
create index jobs_expiry on jobs (expires_at) where status = 'PUBLISHED' and closed_at is null;
create index jobs_in_review on jobs (created_at) where status = 'REVIEW';

create table job_industries (
  job_id uuid not null constraint job_industries_job_fkey references jobs on delete cascade,
  industry_id uuid not null constraint job_industries_industry_fkey references industries,
  sort_order integer not null default 0,
  created_at timestamptz not null default now(),
  constraint job_industries_key unique (job_id, industry_id)
);
create index job_industries_industry on job_industries (industry_id);

create table job_responsibilities (
  id uuid constraint job_responsibilities_pkey primary key,
  job_id uuid not null constraint job_responsibilities_job_fkey references jobs on delete cascade,
  body text not null,
  sort_order integer not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index job_responsibilities_job on job_responsibilities (job_id, sort_order);

create table job_requirements (
  id uuid constraint job_requirements_pkey primary key,
  job_id uuid not null constraint job_requirements_job_fkey references jobs on delete cascade,
  body text not null,
  sort_order integer not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index job_requirements_job on job_requirements (job_id, sort_order);

-- One row a visitor, posting and day: `visitor_hash` is keyed with a secret that changes daily, no address is kept.
create table apply_clicks (
  id uuid constraint apply_clicks_pkey primary key,
  job_id uuid not null constraint apply_clicks_job_fkey references jobs on delete cascade,
  visitor_hash bytea not null,
  day date not null,
  created_at timestamptz not null default now(),
  constraint apply_clicks_once_a_day unique (job_id, day, visitor_hash)
);

-- A list's query string that is replayed by the same parser, and told by mail.
create table saved_searches (
  id uuid constraint saved_searches_pkey primary key,
  entity_type text not null constraint saved_searches_entity_type check (entity_type in ('executive', 'job')),
  email text not null,
  query text not null,
  frequency text not null constraint saved_searches_frequency check (frequency in ('daily', 'weekly')),
  token_hash bytea not null constraint saved_searches_token_hash_key unique,
  confirmed_at timestamptz,
  unsubscribed_at timestamptz,
  last_sent_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint saved_searches_key unique (entity_type, email, query)
);
create index saved_searches_due on saved_searches (last_sent_at) where confirmed_at is not null and unsubscribed_at is null;

create function touch_job_content() returns trigger language plpgsql as $$
declare
  shown jobs := old;
begin
  -- What nobody sees may differ.
  shown.updated_at := new.updated_at;
  shown.content_updated_at := new.content_updated_at;
  shown.source_record_id := new.source_record_id;
  shown.source_synced_at := new.source_synced_at;
  shown.raw_payload := new.raw_payload;
  shown.content_hash := new.content_hash;
  shown.field_sources := new.field_sources;
  shown.locked_fields := new.locked_fields;
  shown.search_document := new.search_document;
  shown.apply_key := new.apply_key;
  if new is distinct from shown then
    new.content_updated_at := now();
  end if;
  new.updated_at := now();
  return new;
end $$;
create trigger jobs_touch before update on jobs for each row execute function touch_job_content();
create trigger jobs_remember_slug after update of slug on jobs for each row when (old.slug <> new.slug) execute function remember_slug('job');

create function touch_job_of_child() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    update jobs set content_updated_at = now() where id in (select job_id from old_rows) and content_updated_at < now();
  else
    update jobs set content_updated_at = now() where id in (select job_id from new_rows) and content_updated_at < now();
  end if;
  return null;
end $$;

do $$
declare
  child text;
begin
  foreach child in array array['job_industries', 'job_responsibilities', 'job_requirements'] loop
    execute format('create trigger %1$s_content_insert after insert on %1$s referencing new table as new_rows for each statement execute function touch_job_of_child()', child);
    execute format('create trigger %1$s_content_update after update on %1$s referencing new table as new_rows for each statement execute function touch_job_of_child()', child);
    execute format('create trigger %1$s_content_delete after delete on %1$s referencing old table as old_rows for each statement execute function touch_job_of_child()', child);
  end loop;
  foreach child in array array['job_responsibilities', 'job_requirements', 'saved_searches'] loop
    execute format('create trigger %1$s_touch before update on %1$s for each row execute function touch_updated_at()', child);
  end loop;
end $$;
