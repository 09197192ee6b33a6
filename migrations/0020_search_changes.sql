-- What the search index has to look at again. Every process keeps an index of its own in step by this table; a notice
-- on the channel `quarterdeck_search` only says that it is worth looking.

create table search_changes (
  seq bigint generated always as identity constraint search_changes_pkey primary key,
  entity text not null constraint search_changes_entity check (entity in ('executive', 'job', 'taxonomy')),
  -- Nothing means all rows of the entity.
  id uuid,
  -- Numbers are given before they are seen: a reader goes by transactions, and comes back for those that were under way.
  xact bigint not null default (pg_current_xact_id()::text::bigint),
  at timestamptz not null default now()
);
create index search_changes_xact on search_changes (xact);
create index search_changes_at on search_changes (at);

-- Notes the rows of a statement; arguments: the entity, and the column that holds its id.
create function note_search_change() returns trigger language plpgsql as $$
declare
  rows text := case tg_op
    when 'INSERT' then 'select %2$I as id from new_rows'
    when 'DELETE' then 'select %2$I as id from old_rows'
    else 'select %2$I as id from new_rows union select %2$I from old_rows' end;
  noted bigint;
begin
  execute format('insert into search_changes (entity, id) select distinct %1$L, id from (' || rows || ') changed', tg_argv[0], tg_argv[1]);
  get diagnostics noted = row_count;
  if noted > 0 then
    perform pg_notify('quarterdeck_search', '');
  end if;
  return null;
end $$;

-- Notes that everything of an entity may have changed.
create function note_search_reset() returns trigger language plpgsql as $$
begin
  insert into search_changes (entity) values (tg_argv[0]);
  perform pg_notify('quarterdeck_search', '');
  return null;
end $$;

do $$
declare
  watched record;
begin
  for watched in
    select * from (values
      ('executives', 'executive', 'id'), ('executive_industries', 'executive', 'executive_id'),
      ('executive_specialties', 'executive', 'executive_id'),
      ('jobs', 'job', 'id'), ('job_industries', 'job', 'job_id')) as tables (name, entity, id_column)
  loop
    execute format('create trigger %1$s_search_insert after insert on %1$s referencing new table as new_rows for each statement execute function note_search_change(%2$L, %3$L)', watched.name, watched.entity, watched.id_column);
    execute format('create trigger %1$s_search_update after update on %1$s referencing old table as old_rows new table as new_rows for each statement execute function note_search_change(%2$L, %3$L)', watched.name, watched.entity, watched.id_column);
    execute format('create trigger %1$s_search_delete after delete on %1$s referencing old table as old_rows for each statement execute function note_search_change(%2$L, %3$L)', watched.name, watched.entity, watched.id_column);
    execute format('create trigger %1$s_search_truncate after truncate on %1$s for each statement execute function note_search_reset(%2$L)', watched.name, watched.entity);
  end loop;
end $$;

create trigger roles_search after insert or update or delete or truncate on roles
  for each statement execute function note_search_reset('taxonomy');
create trigger industries_search after insert or update or delete or truncate on industries
  for each statement execute function note_search_reset('taxonomy');
create trigger locations_search after insert or update or delete or truncate on locations
  for each statement execute function note_search_reset('taxonomy');
create trigger specialties_search after insert or update or delete or truncate on specialties
  for each statement execute function note_search_reset('taxonomy');
-- Imports count unknown terms; only what a term means matters here.
create trigger taxonomy_aliases_search after update of target_id or delete or truncate on taxonomy_aliases
  for each statement execute function note_search_reset('taxonomy');
