//! The SQL of searching profiles: what the index reads, and the same search without it. All of it asks `is_public`, but for
//! `addresses`: what was taken off the site is still to be named.

use chrono::{DateTime, Utc};
use futures_util::Stream;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use crate::executives::queries::fresh_since;
use crate::executives::search::LIST;
use crate::executives::{Availability, ClaimStatus};
use crate::search::{Choice, Filter, Ids, Page, Patterns, Suggestion};
use crate::taxonomy::Catalog;
use crate::urls;

/// The ids of all public profiles.
pub async fn public_ids(pool: &PgPool) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!("select e.id from executives e where e.is_public order by e.id").fetch_all(pool).await
}

/// Those of these profiles whose card is not what it would be now.
pub async fn with_other_cards(pool: &PgPool, ids: &[Uuid]) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        "select e.id from executives e left join executive_cards c on c.executive_id = e.id
          where e.id = any($1) and e.is_public
            and (c.card::text is distinct from e.executive_card::text
                 or c.claim_status is distinct from e.claim_status)",
        ids
    )
    .fetch_all(pool)
    .await
}

/// Profiles that are not public and have a card all the same.
pub async fn hidden_with_cards(pool: &PgPool) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        "select e.id from executive_cards c join executives e on e.id = c.executive_id where not e.is_public order by e.id"
    )
    .fetch_all(pool)
    .await
}

/// Some public profiles of a role and some of any, at most so many of each.
pub async fn some(connection: &mut PgConnection, role: &str, limit: i64) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        r#"(select e.id as "id!" from executives e
             where e.is_public and e.role_id = (select id from roles where slug = $1) limit $2)
           union
           (select e.id from executives e where e.is_public limit $2)"#,
        role,
        limit
    )
    .fetch_all(connection)
    .await
}

/// A public profile as the search index reads it.
#[derive(Debug)]
pub struct IndexedRow {
    pub is_minimal: bool,
    pub id: Uuid,
    pub serial: i64,
    pub role: Uuid,
    pub location: Uuid,
    pub availability: Option<Availability>,
    pub last_confirmed_at: Option<DateTime<Utc>>,
    pub remote_available: Option<bool>,
    pub claim_status: ClaimStatus,
    pub featured: bool,
    pub review_count: i32,
    /// In hundredths.
    pub rating: Option<i32>,
    pub years_experience: Option<i32>,
    pub hours: Option<i32>,
    pub hours_from: Option<i32>,
    pub hours_to: Option<i32>,
    pub rate_currency: Option<String>,
    pub hourly_min: Option<i32>,
    pub hourly_max: Option<i32>,
    pub daily_min: Option<i32>,
    pub daily_max: Option<i32>,
    pub monthly_min: Option<i32>,
    pub monthly_max: Option<i32>,
    pub published_at: DateTime<Utc>,
    pub content_updated_at: DateTime<Utc>,
    /// Nothing from here on where only what is one of each is read.
    pub industries: Option<Vec<Uuid>>,
    pub specialties: Option<Vec<Uuid>>,
    pub full_name: Option<String>,
    pub headline: Option<String>,
    pub search_document: Option<String>,
    /// What a minimal profile is found by, instead of its search document.
    pub minimal_texts: Option<Vec<String>>,
}

/// Public profiles as the index reads them; what they have several of and their words as the first part says, which of them
/// as the second does. One text, so that all are read alike.
macro_rules! indexed {
    ($pool:expr, $rest:tt, $which:tt $(, $argument:expr)*) => {
        sqlx::query_as!(
            IndexedRow,
            r#"select e.is_minimal as "is_minimal!", e.id, e.serial, e.role_id as "role!", e.location_id as "location!", e.availability,
                      e.last_confirmed_at, e.remote_available, e.claim_status, e.featured,
                      e.review_count_cached as review_count, (e.avg_rating_cached * 100)::integer as rating,
                      e.years_experience, coalesce(e.hours_per_week_min, e.hours_per_week_max) as hours,
                      e.hours_per_week_min as hours_from, e.hours_per_week_max as hours_to,
                      e.rate_currency::text as rate_currency,
                      e.hourly_min, e.hourly_max, e.daily_min, e.daily_max, e.monthly_min, e.monthly_max,
                      e.published_at as "published_at!", e.content_updated_at, "#
                + $rest + " from executives e where e.is_public" + $which
            $(, $argument)*
        )
        .fetch($pool)
    };
}

/// Those of these profiles that are public, whole.
pub fn indexed<'a>(
    connection: &'a mut PgConnection,
    ids: &'a [Uuid],
) -> impl Stream<Item = sqlx::Result<IndexedRow>> + 'a {
    indexed!(
        connection,
        r#"array(select ei.industry_id from executive_industries ei where ei.executive_id = e.id) as "industries?",
           array(select es.specialty_id from executive_specialties es where es.executive_id = e.id) as "specialties?",
           e.full_name as "full_name?", e.headline, e.search_document as "search_document?", e.minimal_texts as "minimal_texts?""#,
        " and e.id = any($1)",
        ids
    )
}

/// All public profiles, without their words and without what they have several of: `words`, `by_industry` and
/// `by_specialty` read those at a fraction of the cost.
pub fn all_indexed(pool: &PgPool) -> impl Stream<Item = sqlx::Result<IndexedRow>> + '_ {
    indexed!(
        pool,
        r#"null::uuid[] as "industries?", null::uuid[] as "specialties?", null::text as "full_name?", null::text as headline,
           null::text as "search_document?", null::text[] as "minimal_texts?""#,
        ""
    )
}

/// The profiles of each industry, public or not.
pub async fn by_industry(pool: &PgPool) -> sqlx::Result<Vec<Choice>> {
    sqlx::query_as!(
        Choice,
        r#"select ei.industry_id as value, string_agg(uuid_send(ei.executive_id), '') as "ids!: Ids" from executive_industries ei group by ei.industry_id"#
    )
    .fetch_all(pool)
    .await
}

/// The profiles of each specialty that show it, public or not.
pub async fn by_specialty(pool: &PgPool) -> sqlx::Result<Vec<Choice>> {
    let hides = sqlx::query_scalar!(
        r#"select coalesce(current_setting('quarterdeck.unclaimed', true), '') = 'minimal' as "hides!""#
    );
    if hides.fetch_one(pool).await? {
        return sqlx::query_as!(
            Choice,
            r#"select es.specialty_id as value, string_agg(uuid_send(es.executive_id), '') as "ids!: Ids" from executive_specialties es
                 join executives e on e.id = es.executive_id where not e.is_minimal group by es.specialty_id"#
        )
        .fetch_all(pool)
        .await;
    }
    // All show theirs: a third of the time.
    sqlx::query_as!(
        Choice,
        r#"select es.specialty_id as value, string_agg(uuid_send(es.executive_id), '') as "ids!: Ids" from executive_specialties es group by es.specialty_id"#
    )
    .fetch_all(pool)
    .await
}

/// The words of a public profile.
#[derive(Debug)]
pub struct WordsRow {
    pub id: Uuid,
    pub full_name: String,
    pub headline: String,
    pub search_document: String,
    pub minimal_texts: Vec<String>,
}

/// The words of all public profiles, those of a role together as the index has them: what is read of words then goes through the
/// index from one end to the other.
pub fn words(pool: &PgPool) -> impl Stream<Item = sqlx::Result<WordsRow>> + '_ {
    // Role by role along an index: to sort all words would write a gigabyte to the disk.
    sqlx::query_as!(
        WordsRow,
        r#"select e.id, e.full_name, e.headline as "headline!", e.search_document, e.minimal_texts as "minimal_texts!"
             from (select id from roles order by slug) r
             cross join lateral
               (select e.id, e.full_name, e.headline, e.search_document, e.minimal_texts
                  from executives e where e.role_id = r.id and e.is_public offset 0) e"#
    )
    .fetch(pool)
}

/// Public profiles as the search box suggests them, in this order.
pub async fn suggested(pool: &PgPool, ids: &[Uuid]) -> sqlx::Result<Vec<Suggestion>> {
    sqlx::query!(
        r#"select e.slug::text as "slug!", e.full_name, e.headline as "headline!"
             from unnest($1::uuid[]) with ordinality as wanted(id, place)
             join executives e on e.id = wanted.id
            where e.is_public
            order by wanted.place"#,
        ids
    )
    .map(|row| Suggestion {
        label: row.full_name,
        detail: row.headline,
        href: urls::Executive::to(row.slug).to_string(),
        count: None,
    })
    .fetch_all(pool)
    .await
}

/// Where these profiles stand, public or not.
pub async fn addresses(pool: &PgPool, ids: &[Uuid]) -> sqlx::Result<Vec<String>> {
    sqlx::query!(r#"select slug::text as "slug!" from executives where id = any($1)"#, ids)
        .map(|row| urls::Executive::to(row.slug).to_string())
        .fetch_all(pool)
        .await
}

/// Searches the directory without the index, which is checked against this.
pub async fn search(
    pool: &PgPool,
    filter: &Filter,
    catalog: &Catalog,
    per_page: u64,
    now: DateTime<Utc>,
) -> sqlx::Result<Page> {
    let Patterns { all, either, none } = filter.words(catalog).unwrap_or_default().patterns();
    let limit = i64::try_from(per_page).unwrap_or(i64::MAX);
    let offset = i64::try_from((filter.page() - 1).saturating_mul(per_page)).unwrap_or(i64::MAX);
    let availability: Vec<Availability> =
        filter.values("availability").iter().filter_map(|term| Availability::from_param(term)).collect();
    let whole = |name| filter.number(name).and_then(|number| i32::try_from(number).ok());
    let rows = sqlx::query!(
        r#"select e.id, count(*) over () as "total!"
             from executives e
            where e.is_public
              and ($1::text is null or e.role_id = (select id from roles where slug = $1))
              and ($2::text is null or e.location_id = (select id from locations where slug = $2))
              and (cardinality($3::text[]) = 0 or exists (
                    select from executive_industries ei join industries i on i.id = ei.industry_id
                     where ei.executive_id = e.id and i.slug = any($3)))
              and (cardinality($4::executive_availability[]) = 0 or (
                    e.availability = any($4)
                    and (e.availability not in ('AVAILABLE', 'LIMITED') or e.last_confirmed_at >= $5)))
              and (not $6 or e.remote_available)
              -- What a minimal profile shows is a part of its document, which has an index.
              and e.search_document like all($7) and shown_document(e) like all($7)
              and shown_document(e) ~ all($21) and shown_document(e) !~ all($22)
              and (not e.is_minimal
                   or (cardinality($4::executive_availability[]) = 0 and not $6 and cardinality($12::text[]) = 0
                       and $13::integer is null and $14::integer is null and $17::integer is null))
              and (cardinality($11::text[]) = 0 or e.location_id in (select id from locations where slug = any($11)))
              and (cardinality($12::text[]) = 0 or exists (
                    select from executive_specialties es join specialties s on s.id = es.specialty_id
                     where es.executive_id = e.id and s.slug = any($12)))
              and ($13::integer is null or coalesce(e.hours_per_week_min, e.hours_per_week_max) <= $13)
              and ($14::integer is null or (rate_in(e, $15) <= $14 and e.rate_currency = $16))
              and ($17::integer is null or e.years_experience >= $17)
              and (not $18 or e.claim_status = 'VERIFIED')
              and (not $19 or e.claim_status in ('CLAIMED', 'VERIFIED'))
              and ($20::timestamptz is null or e.published_at >= $20)
            order by
              case when $8 = 'newest' then e.published_at end desc nulls last,
              case when $8 = 'experience' and not e.is_minimal then e.years_experience end desc nulls last,
              case when $8 = 'rating' and not e.is_minimal then e.avg_rating_cached end desc nulls last,
              case when $8 = 'price' and e.rate_currency = $16 and not e.is_minimal then rate_in(e, $15) end asc nulls last,
              case when $8 = 'nearest' then array_position($23::text[],
                    (select l.slug from locations l where l.id = e.location_id)) end asc nulls last,
              case when $8 = 'rating' then case when e.is_minimal then 0 else e.review_count_cached end end desc nulls last,
              -- Words in the name and the headline, which the search document begins with, come first.
              case when cardinality($7) > 0 then left(shown_document(e), 120) like all($7) end desc nulls last,
              e.featured desc, (e.claim_status = 'VERIFIED') desc,
              coalesce(e.availability in ('AVAILABLE', 'LIMITED') and e.last_confirmed_at >= $5 and not e.is_minimal, false) desc,
              case when e.is_minimal then 0 else e.review_count_cached end desc, e.published_at desc, e.id
            limit $9 offset $10"#,
        filter.value("role"),
        filter.city(catalog),
        filter.values("industry"),
        availability as Vec<Availability>,
        fresh_since(now),
        filter.value("remote").is_some(),
        &all,
        LIST.sorts[filter.sort()].param,
        limit,
        offset,
        &filter.near(catalog),
        filter.values("specialty"),
        whole("hours_max"),
        whole("rate_max"),
        filter.how("rate_unit"),
        filter.how("currency"),
        whole("years_min"),
        filter.value("verified").is_some(),
        filter.value("claimed").is_some(),
        filter.since("posted_within", now),
        &either,
        &none,
        &filter.nearest(catalog),
    )
    .fetch_all(pool)
    .await?;
    let total = rows.first().map_or(0, |row| u64::try_from(row.total).unwrap_or_default());
    Ok(Page { ids: rows.into_iter().map(|row| row.id).collect(), total })
}
