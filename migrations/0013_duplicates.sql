-- Canonical rows that look like one thing: proposed to the operator, never merged by themselves.

-- What rows are compared by: two rows that share a key are looked at closer. A key is a digest of its entity, its kind
-- and what it says.
create table likeness_keys (
  key bigint not null,
  target_id uuid not null,
  entity_type text not null constraint likeness_keys_entity_type check (entity_type in ('executive', 'job')),
  kind text not null constraint likeness_keys_kind check (kind in ('name', 'initial', 'title', 'text')),
  constraint likeness_keys_pkey primary key (key, target_id)
);
create index likeness_keys_target on likeness_keys (target_id);

create table duplicate_proposals (
  id uuid constraint duplicate_proposals_pkey primary key,
  -- What people call it.
  number bigint generated always as identity constraint duplicate_proposals_number_key unique,
  entity_type text not null constraint duplicate_proposals_entity_type check (entity_type in ('executive', 'job')),
  -- In one order, so that a pair is one row for ever.
  first_id uuid not null,
  second_id uuid not null,
  likeness real not null constraint duplicate_proposals_likeness check (likeness between 0 and 1),
  reasons text[] not null,
  state text not null default 'PROPOSED'
    constraint duplicate_proposals_state check (state in ('PROPOSED', 'DISMISSED', 'MERGED')),
  proposed_at timestamptz not null,
  decided_at timestamptz,
  -- Who decided: a user's id or `command line`.
  decided_by text,
  -- Which of the two stayed, once they are one.
  kept_id uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint duplicate_proposals_order check (first_id < second_id),
  constraint duplicate_proposals_pair unique (first_id, second_id),
  constraint duplicate_proposals_decided check ((state = 'PROPOSED') = (decided_at is null)),
  constraint duplicate_proposals_kept check ((state = 'MERGED') = (kept_id is not null) and kept_id in (first_id, second_id))
);
create index duplicate_proposals_open on duplicate_proposals (entity_type, likeness desc, number) where state = 'PROPOSED';
create index duplicate_proposals_second on duplicate_proposals (second_id);
create trigger duplicate_proposals_touch before update on duplicate_proposals for each row execute function touch_updated_at();

-- A row that is gone looks like nobody. What was merged stays as a record of it.
create function forget_likeness() returns trigger language plpgsql as $$
begin
  delete from likeness_keys where target_id in (select id from old_rows);
  delete from duplicate_proposals
   where state <> 'MERGED' and (first_id in (select id from old_rows) or second_id in (select id from old_rows));
  return null;
end $$;
create trigger executives_forget_likeness after delete on executives referencing old table as old_rows
  for each statement execute function forget_likeness();
create trigger jobs_forget_likeness after delete on jobs referencing old table as old_rows
  for each statement execute function forget_likeness();
