-- What a row states, kept so that it can be explained, taken back and read again.
--
-- A record with a content hash is a statement: what a source row says is the fold of its statements that nobody took
-- back, in their order; what a canonical row says is the fold of its source rows.

alter table ingestion_runs
  -- The delivery was said to be all that its source has: rows that it lacks are flagged.
  add column is_full boolean not null default false,
  -- When all its statements were taken back.
  add column undone_at timestamptz,
  -- The run that this one took back, or read again.
  add column undoes uuid constraint ingestion_runs_undoes_fkey references ingestion_runs,
  add column replays uuid constraint ingestion_runs_replays_fkey references ingestion_runs;

alter table ingestion_records
  -- The order in which rows were taken in, over all runs.
  add column sequence bigint generated always as identity,
  -- The row of the source that this is a delivery of; none where it could not be told.
  add column source_row_id uuid,
  -- The digest of what it states; none where it states nothing that was not known.
  add column content_hash bytea,
  add column undone_at timestamptz,
  -- What it changed: [{"field": "headline", "was": "…", "is": "…"}]; "kept": true where an owner's value stayed.
  add column changes jsonb,
  -- What no alias knew: `role:chief fun officer`.
  add column unknown_terms text[] not null default '{}';

alter table source_rows
  -- The record that spoke last.
  add column statement_id uuid,
  -- The full delivery that did not have this row any more.
  add column missing_in uuid;

-- Rows of before state, all together, what they say now.
with runs as (
  insert into ingestion_runs (id, source, entity_type, status, origin, started_at, finished_at)
  select gen_random_uuid(), source_system, entity_type, 'SUCCEEDED', 'all deliveries of before', min(first_seen_at), max(last_seen_at)
    from source_rows group by source_system, entity_type
  returning id, source, entity_type
), records as (
  insert into ingestion_records (id, run_id, entity_type, position, source_record_id, target_id, action, status,
                                 normalized_payload, source_row_id, content_hash, created_at)
  select gen_random_uuid(), runs.id, s.entity_type,
         row_number() over (partition by runs.id order by s.first_seen_at, s.id),
         s.normalized ->> 'source_record_id', s.target_id, 'INSERT', 'SUCCEEDED', s.normalized, s.id, s.content_hash, s.first_seen_at
    from source_rows s join runs on runs.source = s.source_system and runs.entity_type = s.entity_type
  returning id, source_row_id
)
update source_rows s set statement_id = records.id from records where records.source_row_id = s.id;

create index ingestion_records_statements on ingestion_records (source_row_id, sequence) where content_hash is not null;
create index ingestion_records_unknown_terms on ingestion_records using gin (unknown_terms) where cardinality(unknown_terms) > 0;
create index source_rows_missing on source_rows (missing_in) where missing_in is not null;

-- What imports say about fields that an owner wrote: to be accepted or rejected.
create table suggestions (
  id uuid constraint suggestions_pkey primary key,
  entity_type text not null constraint suggestions_entity_type check (entity_type in ('executive', 'job')),
  target_id uuid not null,
  -- A column, or a list (`industries`, `experience`).
  field text not null,
  value jsonb not null,
  -- The record that says so.
  record_id uuid not null,
  created_at timestamptz not null,
  decided_at timestamptz,
  decision text constraint suggestions_decision check (decision in ('ACCEPTED', 'REJECTED')),
  decided_by uuid constraint suggestions_decided_by_fkey references users on delete set null,
  constraint suggestions_decided check ((decided_at is null) = (decision is null))
);
create unique index suggestions_open on suggestions (target_id, field) where decided_at is null;
create index suggestions_target on suggestions (target_id);
