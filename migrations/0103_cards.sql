-- What lists show of each row that the public sees, in one value each, written whenever the row is: a card is read by one
-- entry of an index and one small row, and not from a wide row and its children. Names of roles, places and industries are
-- the program's to add, which has the taxonomies in memory.

create table executive_cards (
  executive_id uuid constraint executive_cards_pkey primary key
    constraint executive_cards_executive_fkey references executives on delete cascade,
  claim_status claim_status not null,
  card json not null
);

create table job_cards (
  job_id uuid constraint job_cards_pkey primary key
    constraint job_cards_job_fkey references jobs on delete cascade,
  open_until timestamptz not null,
  card json not null
);

-- A posting that was published and not closed; the public sees it until it runs out.
create function is_posted(j jobs) returns boolean language sql stable
  return j.status = 'PUBLISHED' and j.closed_at is null;

-- The one place that says which postings the public sees. A closed one answers 410, with words of its own.
create or replace function is_public(j jobs) returns boolean language sql stable
  return is_posted(j) and open_until(j) > now();

-- There is a card of every profile that the public sees, and of no other.
create function is_public(c executive_cards) returns boolean language sql stable
  return c.executive_id is not null;

create function is_public(c job_cards) returns boolean language sql stable
  return c.open_until > now();

create function is_minimal(c executive_cards) returns boolean language sql stable
  return c.claim_status = 'UNCLAIMED' and coalesce(current_setting('quarterdeck.unclaimed', true), '') = 'minimal';

-- Days since 1970. As text, a day after the year 9999 would make a card unreadable.
create function day_number(day date) returns integer language sql immutable strict
  return case when isfinite(day) then day - date '1970-01-01' end;

create function executive_card(e executives) returns json language sql stable
  return json_strip_nulls(json_build_object(
    'slug', e.slug, 'full_name', e.full_name, 'photo', e.photo, 'headline', e.headline,
    'remote_available', e.remote_available, 'years_experience', e.years_experience,
    'availability', e.availability, 'available_from', day_number(e.available_from),
    'confirmed_on', day_number((e.last_confirmed_at at time zone 'UTC')::date),
    'rate_currency', e.rate_currency, 'hourly_min', e.hourly_min, 'hourly_max', e.hourly_max,
    'daily_min', e.daily_min, 'daily_max', e.daily_max, 'monthly_min', e.monthly_min, 'monthly_max', e.monthly_max,
    'hours_per_week_min', e.hours_per_week_min, 'hours_per_week_max', e.hours_per_week_max,
    'claim_status', e.claim_status, 'featured', e.featured, 'highlight_outcome', e.highlight_outcome,
    'review_count', e.review_count_cached, 'avg_rating', e.avg_rating_cached::float4,
    'role_id', e.role_id, 'location_id', e.location_id,
    'industry_ids', array(select x.industry_id from executive_industries x
                           where x.executive_id = e.id order by x.sort_order, x.industry_id),
    -- Each with the last day on which it holds.
    'checks', array(select json_build_array(x.check_type, day_number((x.valid_until at time zone 'UTC')::date))
                      from executive_verifications x
                     where x.executive_id = e.id and x.status = 'VERIFIED' order by x.check_type)));

create function job_card(j jobs) returns json language sql stable
  return json_strip_nulls(json_build_object(
    'slug', j.slug, 'title', j.title, 'company_name', j.company_name, 'location_summary', j.location_summary,
    'remote_type', j.remote_type, 'employment_type', j.employment_type,
    'comp_min_amount', j.comp_min_amount, 'comp_max_amount', j.comp_max_amount, 'comp_period', j.comp_period,
    'comp_currency', j.comp_currency, 'compensation_summary', j.compensation_summary,
    'hours_per_week_min', j.hours_per_week_min, 'hours_per_week_max', j.hours_per_week_max, 'summary', j.summary,
    'posted_on', day_number((j.posted_at at time zone 'UTC')::date),
    'checked_on', day_number((j.last_verified_at at time zone 'UTC')::date),
    'expires_on', day_number((j.expires_at at time zone 'UTC')::date),
    'role_id', j.role_id, 'primary_location_id', j.primary_location_id,
    'industry_ids', array(select x.industry_id from job_industries x
                           where x.job_id = j.id order by x.sort_order, x.industry_id)));

-- Writes the cards of these rows as they are now. The rows are held first: who changes another part of one at the same
-- moment is waited for, and seen.
create function keep_executive_cards(ids uuid[]) returns void language plpgsql as $$
begin
  perform from executives e where e.id = any (ids) order by e.id for no key update;
  delete from executive_cards c using executives e
   where c.executive_id = any (ids) and e.id = c.executive_id and not e.is_public;
  insert into executive_cards as c (executive_id, claim_status, card)
  select e.id, e.claim_status, e.executive_card from executives e where e.id = any (ids) and e.is_public
  on conflict (executive_id) do update set claim_status = excluded.claim_status, card = excluded.card
   where c.card::text <> excluded.card::text;
end $$;

create function keep_job_cards(ids uuid[]) returns void language plpgsql as $$
begin
  perform from jobs j where j.id = any (ids) order by j.id for no key update;
  delete from job_cards c using jobs j where c.job_id = any (ids) and j.id = c.job_id and not j.is_posted;
  insert into job_cards as c (job_id, open_until, card)
  select j.id, j.open_until, j.job_card from jobs j where j.id = any (ids) and j.is_posted
  on conflict (job_id) do update set open_until = excluded.open_until, card = excluded.card
   where c.open_until <> excluded.open_until or c.card::text <> excluded.card::text;
end $$;

-- After rows were written. What a source delivers again and nobody sees as another (`source_synced_at` alone) makes no card anew.
-- Statements that read the rows of a change are planned for each: a plan that suits one row does not come to an end for
-- a hundred thousand.
create function keep_cards_of_executives() returns trigger language plpgsql as $$
declare
  ids uuid[];
begin
  if tg_op = 'INSERT' then
    ids := array(select id from new_rows);
  else
    execute 'select array(
      select n.id from new_rows n join old_rows o using (id)
       where n.content_updated_at <> o.content_updated_at or n.content_updated_at = now()
          or n.source_synced_at is not distinct from o.source_synced_at)' into ids;
  end if;
  perform keep_executive_cards(ids);
  return null;
end $$;

create function keep_cards_of_jobs() returns trigger language plpgsql as $$
declare
  ids uuid[];
begin
  if tg_op = 'INSERT' then
    ids := array(select id from new_rows);
  else
    -- Each sign that it is still open moves its last day.
    execute 'update job_cards c set open_until = j.open_until
      from jobs j where j.id in (select id from new_rows) and c.job_id = j.id and c.open_until <> j.open_until';
    execute 'select array(
      select n.id from new_rows n join old_rows o using (id)
       where n.content_updated_at <> o.content_updated_at or n.content_updated_at = now()
          or n.source_synced_at is not distinct from o.source_synced_at
          or n.last_verified_at is distinct from o.last_verified_at)' into ids;
  end if;
  perform keep_job_cards(ids);
  return null;
end $$;

-- After the children of rows were written. Arguments: the entity.
create function keep_cards_of_children() returns trigger language plpgsql as $$
declare
  rows text := case tg_op
    when 'INSERT' then 'select %1$s_id from new_rows'
    when 'DELETE' then 'select %1$s_id from old_rows'
    when 'UPDATE' then 'select %1$s_id from new_rows union select %1$s_id from old_rows'
    else 'select id from %1$ss' end;
begin
  execute format('select keep_%1$s_cards(array(' || rows || '))', tg_argv[0]);
  return null;
end $$;

insert into executive_cards (executive_id, claim_status, card)
select e.id, e.claim_status, e.executive_card from executives e where e.is_public;
insert into job_cards (job_id, open_until, card)
select j.id, j.open_until, j.job_card from jobs j where j.is_posted;

do $$
declare
  watched record;
begin
  for watched in
    select * from (values ('executives'), ('jobs')) as tables (name)
  loop
    execute format('create trigger %1$s_cards_insert after insert on %1$s referencing new table as new_rows for each statement execute function keep_cards_of_%1$s()', watched.name);
    execute format('create trigger %1$s_cards_update after update on %1$s referencing old table as old_rows new table as new_rows for each statement execute function keep_cards_of_%1$s()', watched.name);
  end loop;
  for watched in
    select * from (values ('executive_industries', 'executive'), ('executive_verifications', 'executive'),
                          ('job_industries', 'job')) as children (name, entity)
  loop
    execute format('create trigger %1$s_cards_insert after insert on %1$s referencing new table as new_rows for each statement execute function keep_cards_of_children(%2$L)', watched.name, watched.entity);
    execute format('create trigger %1$s_cards_update after update on %1$s referencing old table as old_rows new table as new_rows for each statement execute function keep_cards_of_children(%2$L)', watched.name, watched.entity);
    execute format('create trigger %1$s_cards_delete after delete on %1$s referencing old table as old_rows for each statement execute function keep_cards_of_children(%2$L)', watched.name, watched.entity);
    execute format('create trigger %1$s_cards_truncate after truncate on %1$s for each statement execute function keep_cards_of_children(%2$L)', watched.name, watched.entity);
  end loop;
end $$;
