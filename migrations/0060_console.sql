-- What the console keeps: files that were uploaded and are not imported yet, and work that outlives the request it began in.

-- A file on its way to an import, with what its columns were said to mean.
create table uploads (
  id uuid constraint uploads_pkey primary key,
  name text not null constraint uploads_name check (length(name) between 1 and 200),
  source text not null constraint uploads_source check (source ~ '^[a-z0-9][a-z0-9_-]{0,62}$'),
  entity_type text not null constraint uploads_entity_type check (entity_type in ('executive', 'job')),
  mapping jsonb not null default '{}',
  bytes bigint not null default 0,
  -- Whether these are all rows that the source has.
  is_full boolean not null default false,
  uploaded_by uuid constraint uploads_uploaded_by_fkey references users on delete set null,
  created_at timestamptz not null
);
create index uploads_newest on uploads (created_at desc);

-- Its content, in the order of its parts: any process of the site can read it.
create table upload_parts (
  upload_id uuid not null constraint upload_parts_upload_fkey references uploads on delete cascade,
  part integer not null,
  content bytea not null,
  constraint upload_parts_pkey primary key (upload_id, part)
);
alter table upload_parts alter column content set storage external;

-- Work that somebody started and watches. Whoever carries it out beats; work without a beat was broken off.
create table works (
  id uuid constraint works_pkey primary key,
  -- The same for a form that is sent twice.
  request_key uuid not null constraint works_request_key unique,
  kind text not null constraint works_kind check (kind in ('DRY_RUN', 'IMPORT', 'UNDO', 'REPLAY', 'TERM')),
  -- What it is about, for people.
  about text not null,
  upload_id uuid constraint works_upload_fkey references uploads on delete set null,
  run_number bigint,
  started_by uuid constraint works_started_by_fkey references users on delete set null,
  started_at timestamptz not null,
  beat_at timestamptz not null,
  stop_asked_at timestamptz,
  finished_at timestamptz,
  -- How far it is, of how much where that is known.
  done bigint not null default 0,
  total bigint,
  outcome jsonb,
  error text
);
create index works_newest on works (started_at desc);
create index works_upload on works (upload_id) where upload_id is not null;
