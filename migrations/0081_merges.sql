-- Two rows that were one thing: one stays, the other is put aside with all that it has, and can be taken out again.

create table merges (
  id uuid constraint merges_pkey primary key,
  -- What people call it.
  number bigint generated always as identity constraint merges_number_key unique,
  entity_type text not null constraint merges_entity_type check (entity_type in ('executive', 'job')),
  kept_id uuid not null,
  lost_id uuid not null,
  -- What the other one gave up, to have it again.
  slug slug not null,
  status publish_status not null,
  source_record_id text,
  -- The address by which sources' rows found it (`executives.linkedin_key`, `jobs.apply_key`): they find the one that stays.
  address text,
  -- Old slugs that led to it.
  redirects text[] not null,
  -- The source rows that it had, and what they said together.
  source_rows uuid[] not null,
  record jsonb,
  merged_at timestamptz not null,
  merged_by text not null,
  unmerged_at timestamptz,
  unmerged_by text,
  constraint merges_two check (kept_id <> lost_id),
  constraint merges_unmerged check ((unmerged_at is null) = (unmerged_by is null))
);
create unique index merges_standing on merges (lost_id) where unmerged_at is null;
create index merges_kept on merges (kept_id, merged_at) where unmerged_at is null;
create index merges_address on merges (entity_type, address) where unmerged_at is null and address is not null;
create index merges_newest on merges (merged_at desc, id);

-- The row that stands for another one, through all merges.
create function kept_for(row_id uuid) returns uuid language sql stable
return (
  with recursive way(id, step) as (
    select row_id, 0
    union all
    select m.kept_id, way.step + 1 from way join merges m on m.lost_id = way.id and m.unmerged_at is null
  )
  select id from way order by step desc limit 1);
