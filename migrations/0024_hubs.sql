-- Hubs are searches: what stands on them is counted by the search index, and so is whether that is enough. SQL tells what
-- they are called, who left them, and, for as long as an index is still to be built, how much they hold.

drop view hubs;
drop function executives_on_hub;

-- What there may be a hub of: roles, places and industries as an index of hubs lists them.
create view hub_terms as
select 'role' as kind, r.id, r.slug::text as slug, r.title as name, r.full_title as detail, r.function as grouping,
       r.description as about, r.sort_order::bigint as rank
  from roles r where r.is_active
union all
select 'location', l.id, l.slug::text, l.display_name, l.metro, l.country_name, null, -l.population
  from locations l where l.is_active
union all
select 'industry', i.id, i.slug::text, i.name, null, upper(left(i.name, 1)), i.description, 0
  from industries i where i.is_active;

create view hub_holdings as
select t.kind, t.slug,
       case t.kind
         when 'role' then (select count(*) from executives e where e.role_id = t.id and e.is_public)
         when 'location' then (select count(*) from executives e where e.location_id = t.id and e.is_public)
         else (select count(*) from executive_industries ei join executives e on e.id = ei.executive_id
                where ei.industry_id = t.id and e.is_public)
       end as executives,
       case t.kind
         when 'role' then (select count(*) from jobs j where j.role_id = t.id and j.is_public)
         when 'location' then (select count(*) from jobs j where j.primary_location_id = t.id and j.is_public)
         else (select count(*) from job_industries ji join jobs j on j.id = ji.job_id where ji.industry_id = t.id and j.is_public)
       end as jobs
  from hub_terms t;

-- Who once stood on a hub and left it, by all that a hub can be of: the page changed then, and no row on it tells. Status
-- and content move `content_updated_at`; a posting that runs out moves nothing, and left when it did.
create view hub_departures as
with departed as (
  select 'executive' as entity, e.id, e.role_id, e.location_id, null::boolean as is_remote,
         greatest(e.content_updated_at, e.removed_at) as left_at
    from executives e
   where e.published_at is not null and (e.status <> 'PUBLISHED' or e.removed_at is not null)
  union all
  select 'job', j.id, j.role_id, j.primary_location_id, j.remote_type is not distinct from 'REMOTE',
         greatest(j.content_updated_at, j.closed_at)
    from jobs j
   where j.published_at is not null and (j.status <> 'PUBLISHED' or j.closed_at is not null)
  union all
  select 'job', j.id, j.role_id, j.primary_location_id, j.remote_type is not distinct from 'REMOTE', open_until(j)
    from jobs j
   where j.status = 'PUBLISHED' and j.closed_at is null and open_until(j) <= now()
)
select d.*, i.industry_id
  from departed d
  left join lateral (
    select ei.industry_id from executive_industries ei where d.entity = 'executive' and ei.executive_id = d.id
    union all
    select ji.industry_id from job_industries ji where d.entity = 'job' and ji.job_id = d.id) i on true;

create index executives_departed on executives (role_id) where published_at is not null and (status <> 'PUBLISHED' or removed_at is not null);
create index jobs_departed on jobs (role_id) where published_at is not null and (status <> 'PUBLISHED' or closed_at is not null);

-- What open postings pay, with where the work is done.
create or replace view job_pay as
select j.id as job_id, j.role_id, j.primary_location_id as location_id, j.comp_currency::text as currency, j.comp_period as period,
       ((coalesce(j.comp_min_amount, j.comp_max_amount)::bigint + coalesce(j.comp_max_amount, j.comp_min_amount)) / 2)::integer as pay,
       j.remote_type
  from jobs j
 where j.is_public and coalesce(j.comp_min_amount, j.comp_max_amount) is not null;
