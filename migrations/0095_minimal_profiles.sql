-- Whether the public sees of a profile only who it is: nobody has claimed it, and the deployment shows no more of those
-- (`QUARTERDECK_UNCLAIMED`). Every connection of the program is opened with the setting (`database::Database`). Whatever reads
-- profiles for the public asks this.
create function is_minimal(e executives) returns boolean language sql stable
  return e.claim_status = 'UNCLAIMED' and coalesce(current_setting('quarterdeck.unclaimed', true), '') = 'minimal';

-- What such a profile is found by, the most telling texts first; nothing of others, whose search document says more.
create function minimal_texts(e executives) returns text[] language sql stable
  return case when is_minimal(e) then
    array_remove(array[e.full_name, e.headline, (select r.title || ' ' || r.slug from roles r where r.id = e.role_id),
                       (select l.display_name from locations l where l.id = e.location_id)], null)
      || array(select i.name from executive_industries x join industries i on i.id = x.industry_id
                where x.executive_id = e.id order by x.sort_order)
    else '{}' end;

-- The same as a search document, for the search without the index. It folds Latin letters as the program does, and others
-- as far as the database knows them.
create function shown_document(e executives) returns text language sql stable
  return case when is_minimal(e) then
    ' ' || regexp_replace(regexp_replace(regexp_replace(replace(
             lower(normalize(array_to_string(minimal_texts(e), ' '), nfkd)), '&', ' and '),
             '[.''’‘ʼ`' || chr(768) || '-' || chr(879) || ']', '', 'g'),
             '[^a-z0-9+#' || chr(170) || '-' || chr(8191) || chr(11264) || '-' || chr(55203) || ']+', ' ', 'g'), ' +', ' ', 'g')
    else e.search_document end;

-- A profile that says who somebody is and no more is nothing for search engines to keep.
create or replace function is_indexable(e executives) returns boolean language sql stable
  return not is_minimal(e) and (e.bio is not null or exists (select from executive_experience x where x.executive_id = e.id));

-- A file of the sitemap is still read from this alone.
drop index executives_sitemap;
create index executives_sitemap on executives ((get_byte(uuid_send(id), 15) & 63)) include (slug, content_updated_at, claim_status)
 where status = 'PUBLISHED' and removed_at is null and bio is not null;

-- What nobody sees is no figure of the market either.
create or replace view starting_prices as
select e.id as executive_id, e.role_id, e.location_id, e.rate_currency::text as currency, quoted.period, quoted.price
  from executives e
  cross join lateral (values ('month', e.monthly_min), ('day', e.daily_min), ('hour', e.hourly_min)) as quoted (period, price)
 where e.is_public and quoted.price is not null and not e.is_minimal;
