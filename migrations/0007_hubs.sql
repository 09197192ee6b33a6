-- Every hub of one role, place or industry with its figures, and the content bar, said once.

create view hubs as
with counted as (
  select 'role' as kind, r.slug::text as slug, r.title as name, r.full_title as detail, r.function as grouping,
         r.description as about, r.sort_order::bigint as rank,
         (select count(*) from executives e where e.role_id = r.id and e.is_public) as executives,
         (select count(*) from jobs j where j.role_id = r.id and j.is_public) as jobs
    from roles r where r.is_active
  union all
  select 'location', l.slug::text, l.display_name, l.metro, l.country_name, null, -l.population,
         (select count(*) from executives e where e.location_id = l.id and e.is_public),
         (select count(*) from jobs j where j.primary_location_id = l.id and j.is_public)
    from locations l where l.is_active
  union all
  select 'industry', i.slug::text, i.name, null, upper(left(i.name, 1)), i.description, 0,
         (select count(*) from executive_industries ei join executives e on e.id = ei.executive_id
           where ei.industry_id = i.id and e.is_public),
         (select count(*) from job_industries ji join jobs j on j.id = ji.job_id where ji.industry_id = i.id and j.is_public)
    from industries i where i.is_active
)
-- Below the bar a hub is linked from nowhere and kept out of search engines; with nothing at all it is no page.
select counted.*, executives >= 3 or (executives >= 1 and jobs >= 1) as is_worthy, executives + jobs > 0 as exists
  from counted;

-- The public profiles that stand on a hub; all of them where no kind is named.
create function executives_on_hub(kind text, hub_slug text) returns setof executives language sql stable as $$
  select e.* from executives e
   where e.is_public
     and (kind is null
          or (kind = 'role' and e.role_id = (select r.id from roles r where r.slug = hub_slug))
          or (kind = 'location' and e.location_id = (select l.id from locations l where l.slug = hub_slug))
          or (kind = 'industry' and e.id in (select ei.executive_id from executive_industries ei
                                               join industries i on i.id = ei.industry_id where i.slug = hub_slug)))
$$;
