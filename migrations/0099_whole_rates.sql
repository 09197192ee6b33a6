-- The same prices by other units (0021), reckoned in whole numbers: what is rounded up is then exact, and takes a tenth of the time
-- for a million rows. What comes by the week, month or year is handed in by the year. What can't be reckoned, because nobody
-- knows the hours or the price, is unknown: it was the highest price there can be, and found by whoever looked for more.
drop function rate_in(executives, text);
drop function rate_in(jobs, text);
drop function rate_per(text, integer, integer, numeric, integer);

-- A day has 8 hours, a year 52 weeks and 12 months. Adding one less than the divisor rounds up. `least` passes over null, so that
-- its bound stands for what is unknown, or more than an integer holds.
create function rate_per(unit text, hourly bigint, daily bigint, yearly bigint, hours bigint) returns integer
  language sql immutable parallel safe
  return nullif(least(case unit
    when 'hour' then coalesce(hourly, (yearly + 52 * hours - 1) / (52 * hours), (daily + 7) / 8)
    when 'day' then coalesce(daily, hourly * 8, (yearly * 8 + 52 * hours - 1) / (52 * hours))
    when 'month' then coalesce((yearly + 11) / 12, (hourly * hours * 52 + 11) / 12, (daily * hours * 52 + 95) / 96)
  end, 2147483648), 2147483648)::integer;

-- The price from which a person works; "from" prices are compared by their floor.
create function rate_in(e executives, unit text) returns integer language sql immutable parallel safe
  return rate_per(unit, coalesce(e.hourly_min, e.hourly_max), coalesce(e.daily_min, e.daily_max),
                  coalesce(e.monthly_min, e.monthly_max)::bigint * 12, coalesce(e.hours_per_week_min, e.hours_per_week_max));

-- Up to which a posting pays.
create function rate_in(j jobs, unit text) returns integer language sql immutable parallel safe
  return rate_per(unit,
    case when j.comp_period = 'hour' then coalesce(j.comp_max_amount, j.comp_min_amount) end,
    case when j.comp_period = 'day' then coalesce(j.comp_max_amount, j.comp_min_amount) end,
    coalesce(j.comp_max_amount, j.comp_min_amount)::bigint
      * case j.comp_period when 'week' then 52 when 'month' then 12 when 'year' then 1 end,
    coalesce(j.hours_per_week_max, j.hours_per_week_min));
