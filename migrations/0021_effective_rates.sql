-- What a price is by another unit: prices that were quoted by the hour, the day and the month can be compared where the
-- weekly hours are known. Never across currencies. Rounded up, so that nothing is found cheaper than it is.

-- A day has 8 hours, a month 52/12 weeks.
create function rate_per(unit text, hourly integer, daily integer, monthly numeric, hours integer) returns integer
  language sql immutable parallel safe
  return least(ceil(case unit
    when 'hour' then coalesce(hourly, monthly * 12 / (52.0 * hours), daily / 8.0)
    when 'day' then coalesce(daily, hourly * 8.0, monthly * 12 * 8 / (52.0 * hours))
    when 'month' then coalesce(monthly, hourly * hours * 52.0 / 12, daily * hours * 52.0 / 96)
  end), 2147483647)::integer;

-- The price from which a person works; "from" prices are compared by their floor.
create function rate_in(e executives, unit text) returns integer language sql immutable parallel safe
  return rate_per(unit, coalesce(e.hourly_min, e.hourly_max), coalesce(e.daily_min, e.daily_max),
                  coalesce(e.monthly_min, e.monthly_max), coalesce(e.hours_per_week_min, e.hours_per_week_max));

-- Up to which a posting pays.
create function rate_in(j jobs, unit text) returns integer language sql immutable parallel safe
  return rate_per(unit,
    case when j.comp_period = 'hour' then coalesce(j.comp_max_amount, j.comp_min_amount) end,
    case when j.comp_period = 'day' then coalesce(j.comp_max_amount, j.comp_min_amount) end,
    case j.comp_period
      when 'week' then coalesce(j.comp_max_amount, j.comp_min_amount) * 52.0 / 12
      when 'month' then coalesce(j.comp_max_amount, j.comp_min_amount)
      when 'year' then coalesce(j.comp_max_amount, j.comp_min_amount) / 12.0 end,
    coalesce(j.hours_per_week_max, j.hours_per_week_min));
