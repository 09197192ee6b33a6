-- Makes many rows of a few: each new one is a row that came through the real import, under an id, a slug and a name of its
-- own, with a place, industries, a price and dates that belonged together on another row. So counts per role, place and
-- price keep their proportions, and no two rows are alike.
--
-- Run with triggers off: rows are complete when they come, and nobody follows the changes yet. What only the ingestion
-- reads (source rows, records, likeness) is not multiplied.

create schema if not exists bench;

create table bench.sizes (executives bigint not null, jobs bigint not null);
insert into bench.sizes values ((select count(*) from executives), (select count(*) from jobs));

-- Names are folded by the program, which then fills the last three columns.
create table bench.executives as
  select row_number() over (order by id) - 1 as n, id, first_name, last_name, search_document,
         ''::text as first_folded, ''::text as last_folded, ''::text as words
    from executives;
alter table bench.executives add primary key (n);
create table bench.jobs as select row_number() over (order by id) - 1 as n, id from jobs;
alter table bench.jobs add primary key (n);

-- Ids in the order in which rows come, as version 7 has them, and the same each time.
create function bench.id(what text, i bigint) returns uuid language sql immutable parallel safe
  return (lpad(to_hex(1600000000000 + i), 12, '0') || '7' || substr(md5(what || i), 1, 3) || '8' || substr(md5(what || i), 4, 15))::uuid;

-- A number from 0 to below `most` that looks like chance and is the same each time.
create function bench.chance(what text, i bigint, most integer) returns integer language sql immutable parallel safe
  return (('x' || substr(md5(what || i), 1, 7))::bit(28)::integer % most);

-- A price moved by up to a quarter, in steps that people quote; the lower end stays the lower one.
create function bench.price(amount integer, i bigint, step integer) returns integer language sql immutable strict parallel safe
  return case when amount < step then amount
              else greatest(step, (amount * (75 + bench.chance('price', i, 51)) / 100 / step) * step) end;

-- The columns of a table that are written, as a list, each from the alias or as `instead` says.
create function bench.columns_of(tab regclass, source text, instead jsonb, out names text, out expressions text)
language sql stable as $$
  select string_agg(quote_ident(attname), ', ' order by attnum),
         string_agg(coalesce(instead ->> attname, source || '.' || quote_ident(attname)), ', ' order by attnum)
    from pg_attribute where attrelid = tab and attnum > 0 and not attisdropped and attgenerated = '' and attidentity = ''
$$;

-- Rows `first` to below `last` (from 0, the base included in the count) of a table that stands for itself.
create function bench.multiply(tab regclass, first bigint, last bigint, instead jsonb) returns void language plpgsql as $$
declare
  base bigint := (select case tab::text when 'executives' then executives else jobs end from bench.sizes);
  list record := bench.columns_of(tab, 's', instead);
begin
  execute format(
    'insert into %1$s (%2$s)
     select %3$s
       from generate_series(%4$s::bigint, %5$s::bigint - 1) i
       join bench.%1$s b on b.n = i %% %6$s
       join %1$s s on s.id = b.id
       join bench.%1$s ob on ob.n = (i %% %6$s + i / %6$s * 389) %% %6$s
       join %1$s o on o.id = ob.id
      order by i', tab, list.names, list.expressions, first, last, base);
end $$;

-- The children of those rows; `shift` takes them from another row than the rest.
create function bench.multiply_children(tab regclass, parent text, first bigint, last bigint, shift bigint) returns void
language plpgsql as $$
declare
  base bigint := (select case parent when 'executive' then executives else jobs end from bench.sizes);
  list record := bench.columns_of(tab, 's', jsonb_build_object(
    'id', 'bench.id(s.id::text, i)', parent || '_id', format('bench.id(%L, i)', parent)));
begin
  execute format(
    'insert into %1$s (%2$s)
     select %3$s
       from generate_series(%4$s::bigint, %5$s::bigint - 1) i
       join bench.%7$ss b on b.n = (i %% %6$s + i / %6$s * %8$s) %% %6$s
       join %1$s s on s.%7$s_id = b.id
      order by i', tab, list.names, list.expressions, first, last, base, parent, shift);
end $$;

create function bench.multiply_executives(first bigint, last bigint) returns void language plpgsql as $$
begin
  perform bench.multiply('executives', first, last, $expressions${
    "id": "bench.id('executive', i)",
    "slug": "left(replace(b.first_folded || ' ' || ob.last_folded, ' ', '-'), 100) || '-' || i",
    "last_name": "o.last_name",
    "full_name": "s.first_name || ' ' || o.last_name",
    "search_document": "' ' || b.first_folded || ' ' || ob.last_folded || b.words",
    "location_id": "o.location_id",
    "timezone": "o.timezone",
    "linkedin_key": "case when s.linkedin_key is not null then 'linkedin.com/in/invented-' || i end",
    "linkedin_url": "case when s.linkedin_url is not null then 'https://www.linkedin.com/in/invented-' || i end",
    "hourly_min": "bench.price(s.hourly_min, i, 5)", "hourly_max": "bench.price(s.hourly_max, i, 5)",
    "daily_min": "bench.price(s.daily_min, i, 50)", "daily_max": "bench.price(s.daily_max, i, 50)",
    "monthly_min": "bench.price(s.monthly_min, i, 250)", "monthly_max": "bench.price(s.monthly_max, i, 250)",
    "years_experience": "case when s.years_experience >= 3 then least(80, s.years_experience + bench.chance('years', i, 7) - 3) else s.years_experience end",
    "published_at": "s.published_at - make_interval(secs => bench.chance('published', i, 2592000))",
    "last_confirmed_at": "s.last_confirmed_at - make_interval(secs => bench.chance('confirmed', i, 432000))",
    "source_record_id": "s.source_record_id || '-' || i",
    "raw_payload": "null"}$expressions$);
  perform bench.multiply_children('executive_industries', 'executive', first, last, 613);
  perform bench.multiply_children('executive_specialties', 'executive', first, last, 0);
  perform bench.multiply_children('executive_experience', 'executive', first, last, 0);
  perform bench.multiply_children('executive_education', 'executive', first, last, 0);
  perform bench.multiply_children('executive_certifications', 'executive', first, last, 0);
  perform bench.multiply_children('executive_case_studies', 'executive', first, last, 0);
  perform bench.multiply_children('executive_reviews', 'executive', first, last, 0);
  perform bench.multiply_children('executive_verifications', 'executive', first, last, 0);
end $$;

create function bench.multiply_jobs(first bigint, last bigint) returns void language plpgsql as $$
begin
  perform bench.multiply('jobs', first, last, $expressions${
    "id": "bench.id('job', i)",
    "slug": "left(s.slug, 100) || '-' || i",
    "company_name": "o.company_name", "company_url": "o.company_url", "company_logo_url": "o.company_logo_url",
    "location_summary": "o.location_summary", "primary_location_id": "o.primary_location_id",
    "remote_type": "o.remote_type", "remote_countries": "o.remote_countries", "country_code": "o.country_code",
    "apply_key": "s.apply_key || '/' || i",
    "comp_min_amount": "bench.price(s.comp_min_amount, i, 5)", "comp_max_amount": "bench.price(s.comp_max_amount, i, 5)",
    "posted_at": "s.posted_at - make_interval(secs => bench.chance('posted', i, 1296000))",
    "expires_at": "s.expires_at + make_interval(secs => bench.chance('expires', i, 1296000))",
    "last_verified_at": "s.last_verified_at - make_interval(secs => bench.chance('verified', i, 86400))",
    "source_record_id": "s.source_record_id || '-' || i",
    "raw_payload": "null"}$expressions$);
  perform bench.multiply_children('job_industries', 'job', first, last, 613);
  perform bench.multiply_children('job_responsibilities', 'job', first, last, 0);
  perform bench.multiply_children('job_requirements', 'job', first, last, 0);
end $$;
