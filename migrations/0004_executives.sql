-- The directory: one row a person, rich content in child tables.

create type executive_availability as enum ('AVAILABLE', 'LIMITED', 'UNAVAILABLE', 'BOOKED');
create type claim_status as enum ('UNCLAIMED', 'CLAIMED', 'VERIFIED');
create type travel_willingness as enum ('LOCAL', 'REGIONAL', 'NATIONAL', 'INTERNATIONAL');
create type engagement_type as enum ('FRACTIONAL', 'INTERIM', 'ADVISORY', 'PROJECT', 'BOARD');
create type verification_check_type as enum ('IDENTITY', 'CREDENTIALS', 'TRACK_RECORD');
create type verification_status as enum ('VERIFIED', 'PENDING', 'UNVERIFIED');

create table executives (
  id uuid constraint executives_pkey primary key,
  slug slug not null constraint executives_slug_key unique,
  first_name text not null,
  last_name text not null,
  full_name text not null constraint executives_full_name check (length(full_name) between 1 and 200),
  headline text constraint executives_headline check (length(headline) between 1 and 300),
  bio text constraint executives_bio check (length(bio) <= 50000),
  photo_url safe_url,
  -- What publishing needs may be missing while a row waits in REVIEW; `executives_published_complete` holds the rest.
  role_id uuid constraint executives_role_fkey references roles,
  location_id uuid constraint executives_location_fkey references locations,
  years_experience integer constraint executives_years_experience check (years_experience between 0 and 80),
  availability executive_availability,
  available_from date,
  remote_available boolean,
  travel_willingness travel_willingness,
  minimum_engagement text,
  engagement_types engagement_type[] not null default '{}',
  stage_focus text[] not null default '{}',
  languages text[] not null default '{}',
  timezone text,
  linkedin_url safe_url,
  -- `linkedin.com/in/…` in one spelling: it tells whether two rows are one person.
  linkedin_key text constraint executives_linkedin_key unique,
  website_url safe_url,
  booking_url safe_url,
  -- Never public.
  contact_email text,
  rate_currency currency_code,
  hourly_min integer, hourly_max integer,
  daily_min integer, daily_max integer,
  monthly_min integer, monthly_max integer,
  hours_per_week_min integer, hours_per_week_max integer,
  claim_status claim_status not null default 'UNCLAIMED',
  featured boolean not null default false,
  highlight_outcome text,
  review_count_cached integer not null default 0,
  avg_rating_cached numeric(3, 2),
  last_confirmed_at timestamptz,
  notice_sent_at timestamptz,
  published_at timestamptz,
  removed_at timestamptz,
  status publish_status not null default 'REVIEW',
  source_system text not null,
  source_record_id text,
  source_synced_at timestamptz,
  raw_payload jsonb,
  content_hash bytea,
  -- Where each field's value came from, and which fields an owner wrote (an import only suggests for those).
  field_sources jsonb not null default '{}',
  locked_fields text[] not null default '{}',
  -- Lower-case, unaccented words of everything that the text search looks at, each preceded by a space.
  search_document text not null default '',
  content_updated_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint executives_hourly_range check (hourly_min > 0 and hourly_max > 0 and hourly_min <= hourly_max),
  constraint executives_daily_range check (daily_min > 0 and daily_max > 0 and daily_min <= daily_max),
  constraint executives_monthly_range check (monthly_min > 0 and monthly_max > 0 and monthly_min <= monthly_max),
  constraint executives_hours_range check (hours_per_week_min between 1 and 80 and hours_per_week_max between 1 and 80 and hours_per_week_min <= hours_per_week_max),
  constraint executives_rate_has_currency check (rate_currency is not null or coalesce(hourly_min, hourly_max, daily_min, daily_max, monthly_min, monthly_max) is null),
  constraint executives_published_complete check (
    status <> 'PUBLISHED' or (headline is not null and role_id is not null and location_id is not null and published_at is not null))
);

-- The one place that says which profiles the public sees.
create function is_public(e executives) returns boolean language sql stable
  return e.status = 'PUBLISHED' and e.removed_at is null;

-- What a profile still lacks before it can be published.
create function missing_fields(e executives) returns text[] language sql immutable
  return array_remove(array[
    case when e.headline is null then 'headline' end,
    case when e.role_id is null then 'role' end,
    case when e.location_id is null then 'location' end], null);

create unique index executives_source_record on executives (source_system, source_record_id) where source_record_id is not null;
create index executives_role on executives (role_id) where status = 'PUBLISHED' and removed_at is null;
create index executives_location on executives (location_id) where status = 'PUBLISHED' and removed_at is null;
create index executives_newest on executives (published_at desc, id) where status = 'PUBLISHED' and removed_at is null;
create index executives_in_review on executives (created_at) where status = 'REVIEW';

create table executive_industries (
  executive_id uuid not null constraint executive_industries_executive_fkey references executives on delete cascade,
  industry_id uuid not null constraint executive_industries_industry_fkey references industries,
  sort_order integer not null default 0,
  created_at timestamptz not null default now(),
  constraint executive_industries_key unique (executive_id, industry_id)
);
create index executive_industries_industry on executive_industries (industry_id);

create table executive_specialties (
  executive_id uuid not null constraint executive_specialties_executive_fkey references executives on delete cascade,
  specialty_id uuid not null constraint executive_specialties_specialty_fkey references specialties,
  sort_order integer not null default 0,
  created_at timestamptz not null default now(),
  constraint executive_specialties_key unique (executive_id, specialty_id)
);
create index executive_specialties_specialty on executive_specialties (specialty_id);

create table executive_experience (
  id uuid constraint executive_experience_pkey primary key,
  executive_id uuid not null constraint executive_experience_executive_fkey references executives on delete cascade,
  company_name text not null,
  role_title text not null,
  description text,
  start_date date,
  end_date date,
  -- How much of a date was told: a year, a month or a day.
  start_precision text constraint executive_experience_start_precision check (start_precision in ('year', 'month', 'day')),
  end_precision text constraint executive_experience_end_precision check (end_precision in ('year', 'month', 'day')),
  is_current boolean not null default false,
  sort_order integer not null default 0,
  source_record_id text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint executive_experience_dates check (end_date >= start_date)
);
create index executive_experience_executive on executive_experience (executive_id, sort_order);

create table executive_education (
  id uuid constraint executive_education_pkey primary key,
  executive_id uuid not null constraint executive_education_executive_fkey references executives on delete cascade,
  institution text not null,
  degree text,
  field text,
  year_end integer constraint executive_education_year_end check (year_end between 1900 and 2200),
  sort_order integer not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index executive_education_executive on executive_education (executive_id, sort_order);

create table executive_certifications (
  id uuid constraint executive_certifications_pkey primary key,
  executive_id uuid not null constraint executive_certifications_executive_fkey references executives on delete cascade,
  name text not null,
  full_name text,
  year_obtained integer constraint executive_certifications_year_obtained check (year_obtained between 1900 and 2200),
  sort_order integer not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index executive_certifications_executive on executive_certifications (executive_id, sort_order);

create table executive_reviews (
  id uuid constraint executive_reviews_pkey primary key,
  executive_id uuid not null constraint executive_reviews_executive_fkey references executives on delete cascade,
  author_name text not null,
  author_title text,
  author_company text,
  rating numeric(2, 1) not null constraint executive_reviews_rating check (rating between 1 and 5),
  content text not null constraint executive_reviews_content check (length(content) between 1 and 10000),
  verified boolean not null default false,
  published_at timestamptz,
  reply text,
  replied_at timestamptz,
  sort_order integer not null default 0,
  source_record_id text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint executive_reviews_source_record unique (executive_id, source_record_id)
);

create table executive_case_studies (
  id uuid constraint executive_case_studies_pkey primary key,
  executive_id uuid not null constraint executive_case_studies_executive_fkey references executives on delete cascade,
  title text not null,
  situation text,
  action text,
  outcome text,
  metric text,
  sort_order integer not null default 0,
  source_record_id text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index executive_case_studies_executive on executive_case_studies (executive_id, sort_order);

create table executive_verifications (
  id uuid constraint executive_verifications_pkey primary key,
  executive_id uuid not null constraint executive_verifications_executive_fkey references executives on delete cascade,
  check_type verification_check_type not null,
  status verification_status not null,
  detail text,
  checked_at timestamptz,
  valid_until timestamptz,
  checked_by uuid constraint executive_verifications_checked_by_fkey references users on delete set null,
  source text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint executive_verifications_key unique (executive_id, check_type),
  constraint executive_verifications_checked check (status <> 'VERIFIED' or checked_at is not null)
);

-- Ownership and trust.

create table profile_claim_requests (
  id uuid constraint profile_claim_requests_pkey primary key,
  executive_id uuid not null constraint profile_claim_requests_executive_fkey references executives on delete cascade,
  user_id uuid constraint profile_claim_requests_user_fkey references users on delete set null,
  email text,
  status text not null default 'RECEIVED'
    constraint profile_claim_requests_status check (status in ('RECEIVED', 'IN_REVIEW', 'APPROVED', 'REJECTED')),
  submitted_payload jsonb not null,
  review_notes text,
  request_key uuid constraint profile_claim_requests_request_key unique,
  reviewed_by uuid constraint profile_claim_requests_reviewed_by_fkey references users on delete set null,
  created_at timestamptz not null default now(),
  reviewed_at timestamptz,
  updated_at timestamptz not null default now()
);
create index profile_claim_requests_open on profile_claim_requests (created_at) where status in ('RECEIVED', 'IN_REVIEW');
create index profile_claim_requests_executive on profile_claim_requests (executive_id);

create table profile_ownerships (
  id uuid constraint profile_ownerships_pkey primary key,
  executive_id uuid not null constraint profile_ownerships_executive_fkey references executives on delete cascade,
  user_id uuid not null constraint profile_ownerships_user_fkey references users on delete cascade,
  status text not null constraint profile_ownerships_status check (status in ('ACTIVE', 'REVOKED', 'PENDING')),
  verified_at timestamptz,
  created_at timestamptz not null default now(),
  ended_at timestamptz
);
-- However many approve at once, a profile has one owner.
create unique index profile_ownerships_one_active on profile_ownerships (executive_id) where status = 'ACTIVE';
create index profile_ownerships_user on profile_ownerships (user_id);

create table review_invites (
  id uuid constraint review_invites_pkey primary key,
  executive_id uuid not null constraint review_invites_executive_fkey references executives on delete cascade,
  invited_by uuid constraint review_invites_invited_by_fkey references users on delete set null,
  client_name text not null,
  client_email text not null,
  token_hash bytea not null constraint review_invites_token_hash_key unique,
  review_id uuid constraint review_invites_review_fkey references executive_reviews on delete set null,
  expires_at timestamptz not null,
  used_at timestamptz,
  created_at timestamptz not null default now()
);
create index review_invites_executive on review_invites (executive_id);

create table contact_requests (
  id uuid constraint contact_requests_pkey primary key,
  executive_id uuid not null constraint contact_requests_executive_fkey references executives on delete cascade,
  sender_name text not null,
  sender_email text not null,
  message text not null,
  request_key uuid constraint contact_requests_request_key unique,
  reply_token_hash bytea constraint contact_requests_reply_token_hash_key unique,
  status text not null default 'RECEIVED'
    constraint contact_requests_status check (status in ('RECEIVED', 'CONFIRMED', 'DELIVERED', 'REPLIED', 'DECLINED')),
  delivered_at timestamptz,
  answered_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index contact_requests_executive on contact_requests (executive_id, created_at desc);

-- Reviews' figures on the profile row, from published reviews alone.
create function refresh_review_cache() returns trigger language plpgsql as $$
declare
  touched uuid[];
begin
  if tg_op = 'INSERT' then
    select array_agg(distinct executive_id) into touched from new_rows;
  elsif tg_op = 'DELETE' then
    select array_agg(distinct executive_id) into touched from old_rows;
  else
    select array_agg(distinct executive_id) into touched
      from (select executive_id from new_rows union select executive_id from old_rows) changed;
  end if;
  update executives e
     set review_count_cached = figures.count, avg_rating_cached = figures.average
    from (select profile.id, count(r.id) as count, round(avg(r.rating), 2) as average
            from unnest(touched) as profile(id)
            left join executive_reviews r on r.executive_id = profile.id and r.published_at is not null
           group by profile.id) figures
   where e.id = figures.id
     and (e.review_count_cached, e.avg_rating_cached) is distinct from (figures.count::integer, figures.average);
  return null;
end $$;
create trigger executive_reviews_cache_insert after insert on executive_reviews
  referencing new table as new_rows for each statement execute function refresh_review_cache();
create trigger executive_reviews_cache_update after update on executive_reviews
  referencing old table as old_rows new table as new_rows for each statement execute function refresh_review_cache();
create trigger executive_reviews_cache_delete after delete on executive_reviews
  referencing old table as old_rows for each statement execute function refresh_review_cache();

-- `content_updated_at` (the sitemap's lastmod) moves only with what the public page shows.
create function touch_executive_content() returns trigger language plpgsql as $$
declare
  shown executives := old;
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
  shown.linkedin_key := new.linkedin_key;
  shown.contact_email := new.contact_email;
  shown.notice_sent_at := new.notice_sent_at;
  if new is distinct from shown then
    new.content_updated_at := now();
  end if;
  new.updated_at := now();
  return new;
end $$;
create trigger executives_touch before update on executives for each row execute function touch_executive_content();
create trigger executives_remember_slug after update of slug on executives for each row when (old.slug <> new.slug) execute function remember_slug('executive');

-- A changed child is changed content of its profile (at most once a transaction).
create function touch_executive_of_child() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    update executives set content_updated_at = now()
     where id in (select executive_id from old_rows) and content_updated_at < now();
  else
    update executives set content_updated_at = now()
     where id in (select executive_id from new_rows) and content_updated_at < now();
  end if;
  return null;
end $$;

do $$
declare
  child text;
begin
  foreach child in array array['executive_industries', 'executive_specialties', 'executive_experience', 'executive_education',
                               'executive_certifications', 'executive_reviews', 'executive_case_studies', 'executive_verifications'] loop
    execute format('create trigger %1$s_content_insert after insert on %1$s referencing new table as new_rows for each statement execute function touch_executive_of_child()', child);
    execute format('create trigger %1$s_content_update after update on %1$s referencing new table as new_rows for each statement execute function touch_executive_of_child()', child);
    execute format('create trigger %1$s_content_delete after delete on %1$s referencing old table as old_rows for each statement execute function touch_executive_of_child()', child);
  end loop;
  foreach child in array array['executive_experience', 'executive_education', 'executive_certifications', 'executive_reviews',
                               'executive_case_studies', 'executive_verifications', 'profile_claim_requests', 'contact_requests'] loop
    execute format('create trigger %1$s_touch before update on %1$s for each row execute function touch_updated_at()', child);
  end loop;
end $$;
