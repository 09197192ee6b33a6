-- Many children written at once: each of their profiles and postings is looked up once, not once a child.

create or replace function touch_executive_of_child() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    update executives set content_updated_at = now()
     where id = any (array(select distinct executive_id from old_rows)) and content_updated_at < now();
  else
    update executives set content_updated_at = now()
     where id = any (array(select distinct executive_id from new_rows)) and content_updated_at < now();
  end if;
  return null;
end $$;

create or replace function touch_job_of_child() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    update jobs set content_updated_at = now()
     where id = any (array(select distinct job_id from old_rows)) and content_updated_at < now();
  else
    update jobs set content_updated_at = now()
     where id = any (array(select distinct job_id from new_rows)) and content_updated_at < now();
  end if;
  return null;
end $$;
