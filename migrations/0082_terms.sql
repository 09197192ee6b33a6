-- The terms of all taxonomies, as whoever keeps them looks through them; and long work on them.

create view terms as
select 'role' as kind, r.id, r.slug::text as slug, r.title as name, r.full_title as full_name, r.function as grouping,
       r.is_active, r.sort_order::bigint as rank
  from roles r
union all
select 'industry', i.id, i.slug::text, i.name, null, null, i.is_active, 0 from industries i
union all
select 'specialty', s.id, s.slug::text, s.name, null, null, s.is_active, 0 from specialties s
union all
select 'location', l.id, l.slug::text, l.display_name, l.city, l.country_name, l.is_active, -l.population from locations l;

alter table works drop constraint works_kind;
alter table works add constraint works_kind
  check (kind in ('DRY_RUN', 'IMPORT', 'UNDO', 'REPLAY', 'TERM', 'FILING'));
create index taxonomy_aliases_target on taxonomy_aliases (target_id) where target_id is not null;
