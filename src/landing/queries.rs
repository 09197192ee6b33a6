//! The SQL of hubs: their figures, and who stands on them. Only public rows are counted.

use sqlx::PgPool;
use uuid::Uuid;

use crate::taxonomy::TaxonomyKind;
use crate::values::{Currency, Period};

/// A hub with its figures.
#[derive(Clone, Debug)]
pub struct Hub {
    /// The slug of its role, place or industry.
    pub slug: String,
    /// What people read.
    pub name: String,
    /// More words: the role in full, the place's metropolitan area.
    pub detail: Option<String>,
    /// What it is listed under: function, country, letter.
    pub grouping: String,
    /// What it is, from the taxonomy.
    pub about: Option<String>,
    /// Public profiles.
    pub executives: i64,
    /// Open postings.
    pub jobs: i64,
    /// Whether it holds enough to be linked and indexed.
    pub is_worthy: bool,
}

/// The hub of a slug, if anything stands on it.
pub async fn hub(pool: &PgPool, kind: TaxonomyKind, slug: &str) -> sqlx::Result<Option<Hub>> {
    sqlx::query_as!(
        Hub,
        r#"select slug as "slug!", name as "name!", detail, grouping as "grouping!", about,
                  executives as "executives!", jobs as "jobs!", is_worthy as "is_worthy!"
             from hubs where kind = $1 and slug = $2 and exists"#,
        kind.param(),
        slug
    )
    .fetch_optional(pool)
    .await
}

/// All hubs of a kind that hold enough, in the taxonomy's own order.
pub async fn worthy(pool: &PgPool, kind: TaxonomyKind) -> sqlx::Result<Vec<Hub>> {
    sqlx::query_as!(
        Hub,
        r#"select slug as "slug!", name as "name!", detail, grouping as "grouping!", about,
                  executives as "executives!", jobs as "jobs!", is_worthy as "is_worthy!"
             from hubs where kind = $1 and is_worthy order by rank, name"#,
        kind.param()
    )
    .fetch_all(pool)
    .await
}

/// Public profiles and open postings in all.
pub async fn totals(pool: &PgPool) -> sqlx::Result<(u64, u64)> {
    let row = sqlx::query!(
        r#"select (select count(*) from executives e where e.is_public) as "executives!",
                  (select count(*) from jobs j where j.is_public) as "jobs!""#
    )
    .fetch_one(pool)
    .await?;
    Ok((row.executives.unsigned_abs(), row.jobs.unsigned_abs()))
}

/// Other hubs that share executives with this one: roles of a place, places of a role. Most executives first.
pub async fn crossings(
    pool: &PgPool,
    from: TaxonomyKind,
    slug: &str,
    to: TaxonomyKind,
    limit: i64,
) -> sqlx::Result<Vec<(String, String, i64)>> {
    let rows = sqlx::query!(
        r#"with here as (select id, role_id, location_id from executives_on_hub($1, $2)),
                others as (
                  select r.slug::text as slug, r.title as name from here join roles r on r.id = here.role_id where $3 = 'role'
                  union all
                  select l.slug::text, l.display_name from here join locations l on l.id = here.location_id where $3 = 'location'
                  union all
                  select i.slug::text, i.name from here join executive_industries ei on ei.executive_id = here.id
                    join industries i on i.id = ei.industry_id where $3 = 'industry')
           select slug as "slug!", name as "name!", count(*) as "count!"
             from others group by slug, name order by count(*) desc, name limit $4"#,
        from.param(),
        slug,
        to.param(),
        limit
    )
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(|row| (row.slug, row.name, row.count)).collect())
}

/// What public profiles of a hub ask as a starting price, by currency and unit: quartiles and how many.
#[derive(Clone, Debug)]
pub struct RateFigures {
    /// The currency.
    pub currency: Currency,
    /// The unit.
    pub period: Period,
    /// How many profiles.
    pub n: i64,
    /// The lower quartile, the median and the upper quartile in whole units.
    pub quartiles: [i32; 3],
}

/// Statistics of fewer than this many prices are not shown.
pub const FEWEST_PRICES: i64 = 5;

/// Starting prices of a hub (of everybody, without one); the commonest currency and unit first. A price given as "up to"
/// is no starting price.
pub async fn rates(pool: &PgPool, hub: Option<(TaxonomyKind, &str)>) -> sqlx::Result<Vec<RateFigures>> {
    let (kind, slug) = hub.map_or((None, None), |(kind, slug)| (Some(kind.param()), Some(slug)));
    let rows = sqlx::query!(
        r#"with chosen as (select * from executives_on_hub($1, $2)),
           prices as (
             select rate_currency::text as currency, 'month' as period, monthly_min as price from chosen where monthly_min is not null
             union all select rate_currency::text, 'day', daily_min from chosen where daily_min is not null
             union all select rate_currency::text, 'hour', hourly_min from chosen where hourly_min is not null)
           select currency as "currency!", period as "period!", count(*) as "n!",
                  percentile_cont(array[0.25, 0.5, 0.75]) within group (order by price::float8) as "quartiles!"
             from prices group by currency, period having count(*) >= $3
            order by count(*) desc, currency, period"#,
        kind,
        slug,
        FEWEST_PRICES
    )
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let whole: Vec<i32> = row.quartiles.iter().map(|price| round(*price)).collect();
            Some(RateFigures {
                currency: Currency::from_code(&row.currency)?,
                period: Period::from_param(&row.period)?,
                n: row.n,
                quartiles: whole.try_into().ok()?,
            })
        })
        .collect())
}

/// Prices are below two billion, so the cast keeps them.
#[expect(clippy::cast_possible_truncation, reason = "a quartile of i32 values is within i32")]
fn round(price: f64) -> i32 {
    price.round() as i32
}

/// How soon the public profiles of a hub can start: available or limited and confirmed of late, and all.
pub async fn available(
    pool: &PgPool,
    kind: TaxonomyKind,
    slug: &str,
    fresh_since: chrono::DateTime<chrono::Utc>,
) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from executives_on_hub($1, $2) e
            where e.availability in ('AVAILABLE', 'LIMITED') and e.last_confirmed_at >= $3"#,
        kind.param(),
        slug,
        fresh_since
    )
    .fetch_one(pool)
    .await
}

/// The newest open postings.
pub async fn newest_jobs(pool: &PgPool, limit: i64) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        "select j.id from jobs j where j.is_public order by j.posted_at desc, j.id limit $1",
        limit
    )
    .fetch_all(pool)
    .await
}
