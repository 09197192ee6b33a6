//! The SQL of searching postings: what the index reads, and the same search without it. All of it asks `is_public`, but for
//! `addresses`: what was taken off the site is still to be named.

use chrono::{DateTime, Utc};
use futures_util::Stream;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use crate::jobs::search::LIST;
use crate::jobs::{EmploymentType, RemoteType};
use crate::search::{Choice, Filter, Ids, Page, Patterns, Suggestion};
use crate::taxonomy::Catalog;
use crate::urls;

/// The ids of all open postings.
pub async fn public_ids(pool: &PgPool) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!("select j.id from jobs j where j.is_public order by j.id").fetch_all(pool).await
}

/// Those of these postings whose card is not what it would be now.
pub async fn with_other_cards(pool: &PgPool, ids: &[Uuid]) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        "select j.id from jobs j left join job_cards c on c.job_id = j.id
          where j.id = any($1) and j.is_public
            and (c.card::text is distinct from j.job_card::text
                 or c.open_until is distinct from j.open_until)",
        ids
    )
    .fetch_all(pool)
    .await
}

/// Postings that are no longer open, but for those whose time ran out, and have a card all the same.
pub async fn hidden_with_cards(pool: &PgPool) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        "select j.id from job_cards c join jobs j on j.id = c.job_id where not j.is_posted order by j.id"
    )
    .fetch_all(pool)
    .await
}

/// Some public postings of a role and some of any, at most so many of each.
pub async fn some(connection: &mut PgConnection, role: &str, limit: i64) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        r#"(select j.id as "id!" from jobs j
             where j.is_public and j.role_id = (select id from roles where slug = $1) limit $2)
           union
           (select j.id from jobs j where j.is_public limit $2)"#,
        role,
        limit
    )
    .fetch_all(connection)
    .await
}

/// An open posting as the search index reads it.
#[derive(Debug)]
pub struct IndexedRow {
    pub id: Uuid,
    pub serial: i64,
    pub role: Uuid,
    pub location: Option<Uuid>,
    pub remote_type: Option<RemoteType>,
    pub employment_type: EmploymentType,
    pub posted_at: DateTime<Utc>,
    /// It came, or what is shown of it changed.
    pub changed_at: DateTime<Utc>,
    pub open_until: DateTime<Utc>,
    pub hours_per_week_min: Option<i32>,
    pub hours_per_week_max: Option<i32>,
    pub comp_currency: Option<String>,
    pub comp_period: Option<String>,
    /// By `comp_period`.
    pub comp_min_amount: Option<i32>,
    pub comp_max_amount: Option<i32>,
    /// At the middle of its range, by `comp_period`.
    pub pay: Option<i32>,
    /// The countries from which a remote job may be done, where it is not any.
    pub applicants: Option<Vec<String>>,
    /// Nothing from here on where only what is one of each is read.
    pub industries: Option<Vec<Uuid>>,
    pub title: Option<String>,
    pub company_name: Option<String>,
    pub search_document: Option<String>,
}

/// Open postings as the index reads them; what they have several of and their words as the first part says, which of them
/// as the second does. One text, so that all are read alike.
macro_rules! indexed {
    ($pool:expr, $rest:tt, $which:tt $(, $argument:expr)*) => {
        sqlx::query_as!(
            IndexedRow,
            r#"select j.id, j.serial, j.role_id as "role!", j.primary_location_id as location, j.remote_type,
                      j.employment_type as "employment_type!", j.posted_at as "posted_at!", j.open_until as "open_until!",
                      greatest(j.content_updated_at, j.published_at) as "changed_at!",
                      j.hours_per_week_min, j.hours_per_week_max,
                      j.comp_currency::text as comp_currency, j.comp_period, j.comp_min_amount, j.comp_max_amount,
                      j.pay_of as pay,
                      case when j.remote_type = 'REMOTE' then
                        case when j.remote_countries <> '{}' then j.remote_countries
                             when j.country_code is not null then array[j.country_code::text] end
                      end as applicants, "#
                + $rest + " from jobs j where j.is_public" + $which
            $(, $argument)*
        )
        .fetch($pool)
    };
}

/// Those of these postings that are open, whole.
pub fn indexed<'a>(
    connection: &'a mut PgConnection,
    ids: &'a [Uuid],
) -> impl Stream<Item = sqlx::Result<IndexedRow>> + 'a {
    indexed!(
        connection,
        r#"array(select ji.industry_id from job_industries ji where ji.job_id = j.id) as "industries?",
           j.title as "title?", j.company_name, j.search_document as "search_document?""#,
        " and j.id = any($1)",
        ids
    )
}

/// All open postings, without their words and without what they have several of: `words` and `by_industry` read those at a
/// fraction of the cost.
pub fn all_indexed(pool: &PgPool) -> impl Stream<Item = sqlx::Result<IndexedRow>> + '_ {
    indexed!(
        pool,
        r#"null::uuid[] as "industries?", null::text as "title?", null::text as company_name, null::text as "search_document?""#,
        ""
    )
}

/// The postings of each industry, public or not.
pub async fn by_industry(pool: &PgPool) -> sqlx::Result<Vec<Choice>> {
    sqlx::query_as!(
        Choice,
        r#"select ji.industry_id as value, string_agg(uuid_send(ji.job_id), '') as "ids!: Ids" from job_industries ji group by ji.industry_id"#
    )
    .fetch_all(pool)
    .await
}

/// The words of an open posting.
#[derive(Debug)]
pub struct WordsRow {
    pub id: Uuid,
    pub title: String,
    pub company_name: String,
    pub search_document: String,
}

/// The words of all open postings, those of a role together, as those of profiles are read.
pub fn words(pool: &PgPool) -> impl Stream<Item = sqlx::Result<WordsRow>> + '_ {
    sqlx::query_as!(
        WordsRow,
        r#"select j.id, j.title, j.company_name as "company_name!", j.search_document
             from (select id from roles order by slug) r
             cross join lateral
               (select j.id, j.title, j.company_name, j.search_document
                  from jobs j where j.role_id = r.id and j.is_public offset 0) j"#
    )
    .fetch(pool)
}

/// Open postings as the search box suggests them, in this order.
pub async fn suggested(pool: &PgPool, ids: &[Uuid]) -> sqlx::Result<Vec<Suggestion>> {
    sqlx::query!(
        r#"select j.slug::text as "slug!", j.title, j.company_name as "company!"
             from unnest($1::uuid[]) with ordinality as wanted(id, place)
             join jobs j on j.id = wanted.id
            where j.is_public
            order by wanted.place"#,
        ids
    )
    .map(|row| Suggestion {
        label: row.title,
        detail: row.company,
        href: urls::Job::to(row.slug).to_string(),
        count: None,
    })
    .fetch_all(pool)
    .await
}

/// Where these postings stand, public or not.
pub async fn addresses(pool: &PgPool, ids: &[Uuid]) -> sqlx::Result<Vec<String>> {
    sqlx::query!(r#"select slug::text as "slug!" from jobs where id = any($1)"#, ids)
        .map(|row| urls::Job::to(row.slug).to_string())
        .fetch_all(pool)
        .await
}

/// Searches the board without the index, which is checked against this.
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
    let remote: Vec<RemoteType> =
        filter.values("remote").iter().filter_map(|term| RemoteType::from_param(term)).collect();
    let employment: Vec<EmploymentType> =
        filter.values("employment").iter().filter_map(|term| EmploymentType::from_param(term)).collect();
    let whole = |name| filter.number(name).and_then(|number| i32::try_from(number).ok());
    let rows = sqlx::query!(
        r#"select j.id, count(*) over () as "total!"
             from jobs j
            where j.is_public
              and ($1::text is null or j.role_id = (select id from roles where slug = $1))
              and ($2::text is null or j.primary_location_id = (select id from locations where slug = $2))
              and (cardinality($3::text[]) = 0 or exists (
                    select from job_industries ji join industries i on i.id = ji.industry_id
                     where ji.job_id = j.id and i.slug = any($3)))
              and (cardinality($4::job_remote_type[]) = 0 or j.remote_type = any($4))
              and (cardinality($5::job_employment_type[]) = 0 or j.employment_type = any($5))
              and j.search_document like all($6)
              and j.search_document ~ all($17) and j.search_document !~ all($18)
              and (cardinality($10::text[]) = 0
                   or j.primary_location_id in (select id from locations where slug = any($10))
                   -- In a country are the remote jobs, too, that are for those who live there.
                   or (j.remote_type = 'REMOTE'
                       and (case when j.remote_countries <> '{}' then j.remote_countries && $20
                                 else j.country_code = any($20) end)))
              and ($11::integer is null or coalesce(j.hours_per_week_min, j.hours_per_week_max) <= $11)
              and ($12::integer is null or (rate_in(j, $13) <= $12 and j.comp_currency = $14))
              and ($15::integer is null or (rate_in(j, $13) >= $15 and j.comp_currency = $14))
              and ($16::timestamptz is null or j.posted_at >= $16)
            order by
              case when $7 = 'closing' then j.open_until end asc nulls last,
              case when $7 = 'pay' and j.comp_currency = $14 then rate_in(j, $13) end desc nulls last,
              case when $7 = 'nearest' then array_position($19::text[],
                    (select l.slug from locations l where l.id = j.primary_location_id)) end asc nulls last,
              -- Words in the title and the company, which the search document begins with, come first.
              case when $7 = 'best' and cardinality($6) > 0 then left(j.search_document, 100) like all($6) end desc nulls last,
              j.posted_at desc, j.id
            limit $8 offset $9"#,
        filter.value("role"),
        filter.city(catalog),
        filter.values("industry"),
        remote as Vec<RemoteType>,
        employment as Vec<EmploymentType>,
        &all,
        LIST.sorts[filter.sort()].param,
        limit,
        offset,
        &filter.near(catalog),
        whole("hours_max"),
        whole("rate_max"),
        filter.how("rate_unit"),
        filter.how("currency"),
        whole("rate_min"),
        filter.since("posted_within", now),
        &either,
        &none,
        &filter.nearest(catalog),
        filter.area(catalog).map_or(&[][..], |area| &area.countries),
    )
    .fetch_all(pool)
    .await?;
    let total = rows.first().map_or(0, |row| u64::try_from(row.total).unwrap_or_default());
    Ok(Page { ids: rows.into_iter().map(|row| row.id).collect(), total })
}
