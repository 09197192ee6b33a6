-- Photographs of people. What is shown was written anew by us and is known by a digest of its content; `photo_url` stays what
-- sources say, and is fetched once.

alter table executives add column photo text constraint executives_photo check (photo ~ '^[0-9a-f]{32}$');

-- A photograph that a profile shows, or is to show once somebody looked at it, in each of its sizes.
create table portraits (
  name text not null,
  executive_id uuid not null constraint portraits_executive_fkey references executives on delete cascade,
  small bytea not null,
  medium bytea not null,
  large bytea not null,
  created_at timestamptz not null,
  constraint portraits_pkey primary key (name, executive_id)
);
create index portraits_executive on portraits (executive_id);
-- Pictures are packed as they are.
alter table portraits alter column small set storage external, alter column medium set storage external,
  alter column large set storage external;

-- What an owner sent and has not cut yet.
create table portrait_drafts (
  executive_id uuid not null constraint portrait_drafts_executive_fkey references executives on delete cascade,
  user_id uuid not null constraint portrait_drafts_user_fkey references users on delete cascade,
  sheet bytea not null,
  width integer not null,
  height integer not null,
  created_at timestamptz not null,
  constraint portrait_drafts_pkey primary key (executive_id, user_id)
);
alter table portrait_drafts alter column sheet set storage external;

-- What sources name and we fetch: an address each profile, and when it is asked next (never, once it was answered).
create table portrait_fetches (
  executive_id uuid constraint portrait_fetches_pkey primary key
    constraint portrait_fetches_executive_fkey references executives on delete cascade,
  url text not null,
  due_at timestamptz,
  failures integer not null default 0,
  failure text,
  fetched_at timestamptz
);
create index portrait_fetches_due on portrait_fetches (due_at) where due_at is not null;

insert into portrait_fetches (executive_id, url, due_at)
select id, photo_url, now() from executives where photo_url is not null;

-- Whoever writes an address has it fetched; whoever takes it away takes its photograph along, unless it is somebody's own.
create function follow_photo_url() returns trigger language plpgsql as $$
begin
  if new.photo_url is null then
    delete from portrait_fetches where executive_id = new.id;
  else
    insert into portrait_fetches (executive_id, url, due_at) values (new.id, new.photo_url, now())
    on conflict (executive_id) do update
       set url = excluded.url, due_at = excluded.due_at, failures = 0, failure = null, fetched_at = null;
  end if;
  return null;
end $$;
create trigger executives_new_photo_url after insert on executives for each row
  when (new.photo_url is not null) execute function follow_photo_url();
create trigger executives_other_photo_url after update of photo_url on executives for each row
  when (new.photo_url is distinct from old.photo_url) execute function follow_photo_url();

create function drop_photo() returns trigger language plpgsql as $$
begin
  new.photo := null;
  return new;
end $$;
create trigger executives_no_photo_url before update of photo_url on executives for each row
  when (new.photo_url is null and old.photo_url is not null and not ('photo' = any (new.locked_fields)))
  execute function drop_photo();
