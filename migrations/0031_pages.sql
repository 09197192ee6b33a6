-- Everything that pages show is noted in `search_changes` when it changes, not only what lists are searched by: a page that
-- is kept is looked at again when the note comes.

-- A changed child is noted by the row it belongs to, through `content_updated_at`. That was missed where another
-- transaction, begun later, had committed first (its moment is the later one); where a child moved from one row to another,
-- for the one it left; and where a table was emptied.
create or replace function touch_executive_of_child() returns trigger language plpgsql as $$
declare
  touched uuid[];
begin
  if tg_op = 'DELETE' then
    touched := array(select distinct executive_id from old_rows);
  elsif tg_op = 'INSERT' then
    touched := array(select distinct executive_id from new_rows);
  else
    touched := array(select executive_id from new_rows union select executive_id from old_rows);
  end if;
  update executives set content_updated_at = greatest(content_updated_at, now())
   where id = any (touched) and content_updated_at <> now();
  return null;
end $$;

create or replace function touch_job_of_child() returns trigger language plpgsql as $$
declare
  touched uuid[];
begin
  if tg_op = 'DELETE' then
    touched := array(select distinct job_id from old_rows);
  elsif tg_op = 'INSERT' then
    touched := array(select distinct job_id from new_rows);
  else
    touched := array(select job_id from new_rows union select job_id from old_rows);
  end if;
  update jobs set content_updated_at = greatest(content_updated_at, now())
   where id = any (touched) and content_updated_at <> now();
  return null;
end $$;

do $$
declare
  child record;
begin
  for child in
    select * from (values
      ('executive_industries', 'executive'), ('executive_specialties', 'executive'), ('executive_experience', 'executive'),
      ('executive_education', 'executive'), ('executive_certifications', 'executive'), ('executive_reviews', 'executive'),
      ('executive_case_studies', 'executive'), ('executive_verifications', 'executive'),
      ('job_industries', 'job'), ('job_responsibilities', 'job'), ('job_requirements', 'job')) as children (name, entity)
  loop
    execute format('drop trigger %1$s_content_update on %1$s', child.name);
    execute format('create trigger %1$s_content_update after update on %1$s referencing old table as old_rows new table as new_rows for each statement execute function touch_%2$s_of_child()', child.name, child.entity);
    execute format('create or replace trigger %1$s_search_truncate after truncate on %1$s for each statement execute function note_search_reset(%2$L)', child.name, child.entity);
  end loop;
end $$;

-- A new name for a known term (`quarterdeck inbox map`) changes what a search for it finds. Terms that nobody knows are
-- only counted.
create function note_new_alias() returns trigger language plpgsql as $$
begin
  if exists (select from new_rows where target_id is not null) then
    insert into search_changes (entity) values ('taxonomy');
    perform pg_notify('quarterdeck_search', '');
  end if;
  return null;
end $$;
create trigger taxonomy_aliases_search_insert after insert on taxonomy_aliases
  referencing new table as new_rows for each statement execute function note_new_alias();
