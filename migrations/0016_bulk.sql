-- Rows by the thousand.

alter table source_rows
  -- A digest of the row as it was last delivered and of all that decided how it was read. The same again needn't be read.
  add column delivered_hash bytea,
  -- The record of that delivery.
  add column delivered_in uuid;
create index source_rows_delivered on source_rows (delivered_hash) where delivered_hash is not null;

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
