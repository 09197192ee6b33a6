-- Roles, industries, locations, specialties, and what else they are called.
-- `edited_at` marks rows that an operator changed: loading the shipped data leaves those alone.

create table roles (
  id uuid constraint roles_pkey primary key,
  slug slug not null constraint roles_slug_key unique,
  title text not null,
  full_title text not null,
  description text not null,
  function text not null,
  sort_order integer not null default 0,
  is_active boolean not null default true,
  edited_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table industries (
  id uuid constraint industries_pkey primary key,
  slug slug not null constraint industries_slug_key unique,
  name text not null,
  description text not null,
  is_active boolean not null default true,
  edited_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table locations (
  id uuid constraint locations_pkey primary key,
  slug slug not null constraint locations_slug_key unique,
  city text not null,
  state_region text,
  country_code text not null constraint locations_country_code check (country_code ~ '^[A-Z]{2}$'),
  country_name text not null,
  metro text,
  display_name text not null,
  lat numeric(8, 5),
  lng numeric(8, 5),
  population bigint not null default 0,
  timezone text,
  geonameid bigint,
  is_active boolean not null default true,
  edited_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint locations_lat check (lat between -90 and 90),
  constraint locations_lng check (lng between -180 and 180)
);
create index locations_country on locations (country_code, population desc);

create table specialties (
  id uuid constraint specialties_pkey primary key,
  slug slug not null constraint specialties_slug_key unique,
  name text not null,
  is_active boolean not null default true,
  edited_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

-- The roles that a specialty belongs to; `is_primary` names its main one.
create table specialty_roles (
  specialty_id uuid not null constraint specialty_roles_specialty_fkey references specialties on delete cascade,
  role_id uuid not null constraint specialty_roles_role_fkey references roles on delete cascade,
  is_primary boolean not null default false,
  constraint specialty_roles_pkey primary key (specialty_id, role_id)
);
create index specialty_roles_role on specialty_roles (role_id);
create unique index specialty_roles_one_primary on specialty_roles (specialty_id) where is_primary;

-- Free text → canonical row. A term without a target waits in the inbox; `seen_count` says how often it came.
create table taxonomy_aliases (
  id uuid constraint taxonomy_aliases_pkey primary key,
  kind text not null constraint taxonomy_aliases_kind check (kind in ('role', 'industry', 'location', 'specialty')),
  alias text not null constraint taxonomy_aliases_alias check (alias = btrim(alias) and length(alias) between 1 and 300),
  -- The alias as `taxonomy::fold` writes it: without case, accents and punctuation.
  alias_key text not null,
  target_id uuid,
  ignored_at timestamptz,
  seen_count integer not null default 0,
  first_seen_at timestamptz,
  last_seen_at timestamptz,
  mapped_at timestamptz,
  mapped_by uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint taxonomy_aliases_kind_alias_key unique (kind, alias_key)
);
create index taxonomy_aliases_inbox on taxonomy_aliases (kind, seen_count desc) where target_id is null and ignored_at is null;

create trigger roles_touch before update on roles for each row execute function touch_updated_at();
create trigger industries_touch before update on industries for each row execute function touch_updated_at();
create trigger locations_touch before update on locations for each row execute function touch_updated_at();
create trigger specialties_touch before update on specialties for each row execute function touch_updated_at();
create trigger taxonomy_aliases_touch before update on taxonomy_aliases for each row execute function touch_updated_at();

create trigger roles_remember_slug after update of slug on roles for each row when (old.slug <> new.slug) execute function remember_slug('role');
create trigger industries_remember_slug after update of slug on industries for each row when (old.slug <> new.slug) execute function remember_slug('industry');
create trigger locations_remember_slug after update of slug on locations for each row when (old.slug <> new.slug) execute function remember_slug('location');
create trigger specialties_remember_slug after update of slug on specialties for each row when (old.slug <> new.slug) execute function remember_slug('specialty');
