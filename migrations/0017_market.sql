-- What the market asks: the starting prices of public profiles, one row for each unit in which one is quoted. A price that
-- is only "up to" something is no starting price.

create view starting_prices as
select e.id as executive_id, e.role_id, e.location_id, e.rate_currency::text as currency, quoted.period, quoted.price
  from executives e
  cross join lateral (values ('month', e.monthly_min), ('day', e.daily_min), ('hour', e.hourly_min)) as quoted (period, price)
 where e.is_public and quoted.price is not null;

-- What open postings pay, at the middle of their range.
create view job_pay as
select j.id as job_id, j.role_id, j.primary_location_id as location_id, j.comp_currency::text as currency, j.comp_period as period,
       ((coalesce(j.comp_min_amount, j.comp_max_amount)::bigint + coalesce(j.comp_max_amount, j.comp_min_amount)) / 2)::integer as pay
  from jobs j
 where j.is_public and coalesce(j.comp_min_amount, j.comp_max_amount) is not null;
