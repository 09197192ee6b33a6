-- How rows come in, and how every one of them is explained.

create type ingestion_status as enum ('PENDING', 'SUCCEEDED', 'FAILED', 'SKIPPED');

-- A place that rows come from, what its columns are called, and what it may do.
create table sources (
  id uuid constraint sources_pkey primary key,
  name text not null constraint sources_name_key unique constraint sources_name check (name ~ '^[a-z0-9][a-z0-9_-]{0,62}$'),
  -- {"executive": {"apply_url": {"column": "Link"}}, "job": {"company_name": {"value": "City of {Town}"}}}
  mapping jsonb not null default '{}',
  token_hashes bytea[] not null default '{}' constraint sources_two_tokens check (cardinality(token_hashes) <= 2),
  auto_publish boolean not null default false,
  revoked_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create trigger sources_touch before update on sources for each row execute function touch_updated_at();

create table ingestion_runs (
  id uuid constraint ingestion_runs_pkey primary key,
  source text not null,
  entity_type text not null constraint ingestion_runs_entity_type check (entity_type in ('executive', 'job')),
  status ingestion_status not null default 'PENDING',
  -- The file's name, or how else the rows came.
  origin text,
  started_at timestamptz not null,
  finished_at timestamptz,
  metrics jsonb,
  created_at timestamptz not null default now()
);
create index ingestion_runs_newest on ingestion_runs (started_at desc);

create table ingestion_records (
  id uuid constraint ingestion_records_pkey primary key,
  run_id uuid not null constraint ingestion_records_run_fkey references ingestion_runs on delete cascade,
  entity_type text not null constraint ingestion_records_entity_type check (entity_type in ('executive', 'job')),
  -- The line or element of the delivery, from 1.
  position integer not null,
  source_record_id text,
  target_id uuid,
  action text not null constraint ingestion_records_action check (action in ('INSERT', 'UPDATE', 'SKIP', 'WAIT', 'DELETE', 'ERROR')),
  status ingestion_status not null,
  error_message text,
  warnings text[] not null default '{}',
  raw_payload jsonb,
  normalized_payload jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint ingestion_records_position unique (run_id, position)
);
create trigger ingestion_records_touch before update on ingestion_records for each row execute function touch_updated_at();
create index ingestion_records_target on ingestion_records (target_id) where target_id is not null;

-- What a source last said in each of its rows. A canonical row is the fold of the source rows that name it, in the
-- order in which they first came, so the same rows always make the same result.
create table source_rows (
  id uuid constraint source_rows_pkey primary key,
  source_system text not null,
  entity_type text not null constraint source_rows_entity_type check (entity_type in ('executive', 'job')),
  -- The source's own id, else the canonical address, else a digest of what identifies the row.
  row_key text not null,
  -- The how-manieth row of this key in one delivery, from 0.
  occurrence integer not null default 0,
  target_id uuid not null,
  content_hash bytea not null,
  normalized jsonb not null,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  last_run_id uuid not null,
  constraint source_rows_key unique (source_system, entity_type, row_key, occurrence)
);
create index source_rows_target on source_rows (target_id);

-- People who are to stay out: keyed hashes of LinkedIn address, e-mail, name and company. Nothing readable is kept.
create table suppressions (
  id uuid constraint suppressions_pkey primary key,
  kind text not null constraint suppressions_kind check (kind in ('linkedin', 'email', 'name_company')),
  hash bytea not null,
  reason text,
  receipt text,
  created_at timestamptz not null default now(),
  constraint suppressions_hash_key unique (kind, hash)
);
