//! The SQL of the market, which is asked while the search index is still to be built, and which the index is held to. Only
//! public rows are counted: the views `starting_prices` and `job_pay` see to it.

use std::collections::HashMap;

use sqlx::{PgConnection, PgPool};

use super::statistics::{FEWEST, Prices, Quartiles, Quote};
use crate::executives::Availability;
use crate::search::hubs::Scope;
use crate::taxonomy::TaxonomyKind;
use crate::values::{Currency, Period};

/// Starting prices of a part of the market, by currency and unit; the commonest first.
pub async fn prices(pool: &PgPool, scope: &Scope) -> sqlx::Result<Vec<Prices>> {
    let rows = sqlx::query!(
        r#"select p.currency as "currency!", p.period as "period!", p.price as "price!", count(*) as "n!"
             from starting_prices p
            where ($1::text is null or p.role_id = (select id from roles where slug = $1))
              and ($2::text is null or p.location_id = (select id from locations where slug = $2))
              and ($3::text is null or exists (
                    select from executive_industries ei join industries i on i.id = ei.industry_id
                     where ei.executive_id = p.executive_id and i.slug = $3))
            group by p.currency, p.period, p.price"#,
        scope.role,
        scope.location,
        scope.industry
    )
    .fetch_all(pool)
    .await?;
    Ok(gathered(rows.into_iter().map(|row| (row.currency, row.period, row.price, row.n))))
}

/// What open postings of a part of the market pay, by currency and unit; the commonest first.
pub async fn job_pay(pool: &PgPool, scope: &Scope, is_remote: bool) -> sqlx::Result<Vec<Prices>> {
    let rows = sqlx::query!(
        r#"select p.currency as "currency!", p.period as "period!", p.pay as "pay!", count(*) as "n!"
             from job_pay p
            where ($1::text is null or p.role_id = (select id from roles where slug = $1))
              and ($2::text is null or p.location_id = (select id from locations where slug = $2))
              and ($3::text is null or exists (
                    select from job_industries ji join industries i on i.id = ji.industry_id
                     where ji.job_id = p.job_id and i.slug = $3))
              and (not $4 or p.remote_type = 'REMOTE')
            group by p.currency, p.period, p.pay"#,
        scope.role,
        scope.location,
        scope.industry,
        is_remote
    )
    .fetch_all(pool)
    .await?;
    Ok(gathered(rows.into_iter().map(|row| (row.currency, row.period, row.pay, row.n))))
}

/// Rows of currency, unit, price and count; what is asked too rarely is left out.
fn gathered(rows: impl Iterator<Item = (String, String, i32, i64)>) -> Vec<Prices> {
    let mut by_quote: HashMap<Quote, Vec<(i32, i64)>> = HashMap::new();
    for (currency, period, price, n) in rows {
        if let Some(quote) = quote(&currency, &period) {
            by_quote.entry(quote).or_default().push((price, n));
        }
    }
    let mut prices: Vec<Prices> =
        by_quote.into_iter().map(|(quote, counts)| Prices::new(quote, counts)).collect();
    prices.retain(|prices| prices.n() >= FEWEST);
    prices.sort_by_key(|prices| (std::cmp::Reverse(prices.n()), prices.quote.anchor()));
    prices
}

fn quote(currency: &str, period: &str) -> Option<Quote> {
    Some(Quote { currency: Currency::from_code(currency)?, period: Period::from_param(period)? })
}

/// The starting prices of one group of a part of the market: of one role, one place, one industry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupPrices {
    /// The group's slug.
    pub slug: String,
    /// What people read.
    pub name: String,
    /// In what the prices are quoted.
    pub quote: Quote,
    /// How many.
    pub n: i64,
    /// Their quartiles.
    pub quartiles: Quartiles,
}

/// Starting prices of a part of the market by role, place or industry; groups with too few prices are left out. The
/// largest groups first.
pub async fn prices_by(pool: &PgPool, scope: &Scope, by: TaxonomyKind) -> sqlx::Result<Vec<GroupPrices>> {
    let rows = sqlx::query!(
        r#"with chosen as (
             select p.* from starting_prices p
              where ($1::text is null or p.role_id = (select id from roles where slug = $1))
                and ($2::text is null or p.location_id = (select id from locations where slug = $2))
                and ($3::text is null or exists (
                      select from executive_industries ei join industries i on i.id = ei.industry_id
                       where ei.executive_id = p.executive_id and i.slug = $3))),
           grouped as (
             select r.slug::text as slug, r.title as name, c.currency, c.period, c.price
               from chosen c join roles r on r.id = c.role_id where $4 = 'role'
             union all
             select l.slug::text, l.display_name, c.currency, c.period, c.price
               from chosen c join locations l on l.id = c.location_id where $4 = 'location'
             union all
             select i.slug::text, i.name, c.currency, c.period, c.price
               from chosen c join executive_industries ei on ei.executive_id = c.executive_id
               join industries i on i.id = ei.industry_id where $4 = 'industry')
           select slug as "slug!", name as "name!", currency as "currency!", period as "period!", count(*) as "n!",
                  percentile_cont(array[0.25, 0.5, 0.75]) within group (order by price::float8) as "quartiles!"
             from grouped group by slug, name, currency, period having count(*) >= $5
            order by count(*) desc, name"#,
        scope.role,
        scope.location,
        scope.industry,
        by.param(),
        FEWEST
    )
    .fetch_all(pool)
    .await?;
    let group =
        |(slug, name, currency, period, n, quartiles): (String, String, String, String, i64, Vec<f64>)| {
            let (quote, quartiles) = (quote(&currency, &period)?, Quartiles::of(&quartiles)?);
            Some(GroupPrices { slug, name, quote, n, quartiles })
        };
    Ok(rows
        .into_iter()
        .filter_map(|row| group((row.slug, row.name, row.currency, row.period, row.n, row.quartiles)))
        .collect())
}

/// What else there is to say of a part of the market.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Supply {
    /// Public profiles.
    pub executives: i64,
    /// Open postings.
    pub jobs: i64,
    /// Open postings for which nobody has to come anywhere.
    pub remote_jobs: i64,
    /// Profiles by their availability, as the directory counts it: who said long ago that they have time is in none.
    pub availability: Vec<(Availability, i64)>,
    /// How long they have done it, where enough profiles say.
    pub experience: Option<Experience>,
    /// The commonest specialties: slug, name, profiles.
    pub specialties: Vec<(String, String, i64)>,
    /// Open postings by the month in which they were posted, oldest first: `2026-06`, count.
    pub months: Vec<(String, i64)>,
}

/// How much experience there is at the median.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Experience {
    /// In half years: between two people where the middle is between them.
    pub half_years: i64,
    /// How many profiles say.
    pub n: i64,
}

/// What there is on a part of the market.
pub async fn supply(
    pool: &PgPool,
    scope: &Scope,
    is_remote: bool,
    fresh_since: chrono::DateTime<chrono::Utc>,
) -> sqlx::Result<Supply> {
    // One after the other: who waits for another connection while holding one waits for somebody who does the same.
    let mut connection = pool.acquire().await?;
    let (executives, availability, experience) = people(&mut connection, scope, fresh_since).await?;
    let (jobs, remote_jobs) = postings(&mut connection, scope, is_remote).await?;
    let specialties = specialties(&mut connection, scope).await?;
    let months = months(&mut connection, scope, is_remote).await?;
    Ok(Supply { executives, jobs, remote_jobs, availability, experience, specialties, months })
}

async fn people(
    connection: &mut PgConnection,
    scope: &Scope,
    fresh_since: chrono::DateTime<chrono::Utc>,
) -> sqlx::Result<(i64, Vec<(Availability, i64)>, Option<Experience>)> {
    let row = sqlx::query!(
        r#"select count(*) as "executives!",
                  count(*) filter (where fresh and availability = 'AVAILABLE') as "available!",
                  count(*) filter (where fresh and availability = 'LIMITED') as "limited!",
                  count(*) filter (where not is_minimal and availability = 'BOOKED') as "booked!",
                  count(*) filter (where not is_minimal and availability = 'UNAVAILABLE') as "unavailable!",
                  count(years) as "said!",
                  (percentile_cont(0.5) within group (order by years) * 2)::bigint as half_years
             from (select e.id, e.role_id, e.location_id, e.availability, e.is_minimal, case when not e.is_minimal then e.years_experience end as years,
                          e.last_confirmed_at >= $4 and not e.is_minimal as fresh
                     from executives e where e.is_public) e
            where ($1::text is null or e.role_id = (select id from roles where slug = $1))
              and ($2::text is null or e.location_id = (select id from locations where slug = $2))
              and ($3::text is null or exists (
                    select from executive_industries ei join industries i on i.id = ei.industry_id
                     where ei.executive_id = e.id and i.slug = $3))"#,
        scope.role,
        scope.location,
        scope.industry,
        fresh_since
    )
    .fetch_one(connection)
    .await?;
    let availability = vec![
        (Availability::Available, row.available),
        (Availability::Limited, row.limited),
        (Availability::Booked, row.booked),
        (Availability::Unavailable, row.unavailable),
    ];
    let experience = row.half_years.filter(|_| row.said >= FEWEST);
    let experience = experience.map(|half_years| Experience { half_years, n: row.said });
    Ok((row.executives, availability, experience))
}

async fn postings(connection: &mut PgConnection, scope: &Scope, is_remote: bool) -> sqlx::Result<(i64, i64)> {
    let row = sqlx::query!(
        r#"select count(*) as "jobs!", count(*) filter (where j.remote_type = 'REMOTE') as "remote!"
             from jobs j
            where j.is_public
              and ($1::text is null or j.role_id = (select id from roles where slug = $1))
              and ($2::text is null or j.primary_location_id = (select id from locations where slug = $2))
              and ($3::text is null or exists (
                    select from job_industries ji join industries i on i.id = ji.industry_id
                     where ji.job_id = j.id and i.slug = $3))
              and (not $4 or j.remote_type = 'REMOTE')"#,
        scope.role,
        scope.location,
        scope.industry,
        is_remote
    )
    .fetch_one(connection)
    .await?;
    Ok((row.jobs, row.remote))
}

async fn specialties(
    connection: &mut PgConnection,
    scope: &Scope,
) -> sqlx::Result<Vec<(String, String, i64)>> {
    let rows = sqlx::query!(
        r#"select s.slug::text as "slug!", s.name, count(*) as "n!"
             from executives e
             join executive_specialties es on es.executive_id = e.id
             join specialties s on s.id = es.specialty_id
            where e.is_public and not e.is_minimal
              and ($1::text is null or e.role_id = (select id from roles where slug = $1))
              and ($2::text is null or e.location_id = (select id from locations where slug = $2))
              and ($3::text is null or exists (
                    select from executive_industries ei join industries i on i.id = ei.industry_id
                     where ei.executive_id = e.id and i.slug = $3))
            group by s.slug, s.name order by count(*) desc, s.name limit 12"#,
        scope.role,
        scope.location,
        scope.industry
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|row| (row.slug, row.name, row.n)).collect())
}

async fn months(
    connection: &mut PgConnection,
    scope: &Scope,
    is_remote: bool,
) -> sqlx::Result<Vec<(String, i64)>> {
    let rows = sqlx::query!(
        r#"select to_char(j.posted_at at time zone 'UTC', 'YYYY-MM') as "month!", count(*) as "n!"
             from jobs j
            where j.is_public
              and ($1::text is null or j.role_id = (select id from roles where slug = $1))
              and ($2::text is null or j.primary_location_id = (select id from locations where slug = $2))
              and ($3::text is null or exists (
                    select from job_industries ji join industries i on i.id = ji.industry_id
                     where ji.job_id = j.id and i.slug = $3))
              and (not $4 or j.remote_type = 'REMOTE')
            group by 1 order by 1 desc limit 12"#,
        scope.role,
        scope.location,
        scope.industry,
        is_remote
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().rev().map(|row| (row.month, row.n)).collect())
}
