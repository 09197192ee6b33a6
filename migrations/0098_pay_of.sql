-- What a posting pays at the middle of its range, by its own period; nothing where it does not say. A function of the row, so
-- that who reads a posting need not look it up once more.
create function pay_of(j jobs) returns integer language sql immutable parallel safe
  return ((coalesce(j.comp_min_amount, j.comp_max_amount)::bigint + coalesce(j.comp_max_amount, j.comp_min_amount)) / 2)::integer;

create or replace view job_pay as
select j.id as job_id, j.role_id, j.primary_location_id as location_id, j.comp_currency::text as currency, j.comp_period as period,
       j.pay_of as pay, j.remote_type
  from jobs j
 where j.is_public and j.pay_of is not null;
