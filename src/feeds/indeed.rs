//! `/jobs/feed.xml`: all open postings in the XML that Indeed and most other boards take. Read and sent in small parts:
//! a million postings take no more memory than a hundred.

use askama::Template;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures_util::stream::{self, Stream};
use sqlx::PgPool;
use uuid::Uuid;

use crate::config::PublicOrigin;
use crate::error::{Error, Result};
use crate::jobs::RemoteType;
use crate::jobs::queries::{self, JobRow};
use crate::jobs::view::Posting;
use crate::search::Search;
use crate::urls;
use crate::web::CachePolicy;

/// Postings that are read at once.
const PART: i64 = 200;

/// What stands before the first posting, and after the last one.
#[derive(Template)]
#[template(path = "feeds/indeed_head.xml")]
struct Head<'a> {
    origin: &'a PublicOrigin,
    built: String,
}

#[derive(Template)]
#[template(path = "feeds/indeed_jobs.xml")]
struct Jobs<'a> {
    jobs: &'a [IndeedJob],
}

/// A posting as the format has it.
struct IndeedJob {
    job: Posting,
    id: Uuid,
    posted: String,
    url: String,
    city: Option<String>,
    state: Option<String>,
    country: Option<String>,
    kind: &'static str,
    remote: Option<&'static str>,
    description: String,
    expires: Option<String>,
}

/// `/jobs/feed.xml`.
pub async fn show(
    _: urls::JobsFeed,
    State(pool): State<PgPool>,
    State(search): State<Search>,
    State(origin): State<PublicOrigin>,
) -> Result<Response> {
    let (changed, mark) = queries::state_of_all(&pool).await?;
    let head = Head { origin: &origin, built: changed.unwrap_or(DateTime::UNIX_EPOCH).to_rfc2822() };
    let head = head.render().map_err(Error::internal)?;
    // The body is never whole in memory, so its tag is made of what it is made of: postings, and the names of what they are
    // filed under.
    let names = search.catalog(&pool).await?.digest;
    let names = u64::from_be_bytes(names.first_chunk().copied().unwrap_or_default());
    let tag = HeaderValue::try_from(format!("W/\"{mark:x}-{names:x}-{}\"", env!("CARGO_PKG_VERSION")))
        .map_err(Error::internal)?;
    let body = Body::from_stream(parts(pool, search, origin, head));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/xml; charset=utf-8")),
        (header::ETAG, tag),
    ];
    Ok((CachePolicy::Page, headers, body).into_response())
}

/// What comes next.
enum Next {
    Head(String),
    After(Uuid),
    Nothing,
}

fn parts(
    pool: PgPool,
    search: Search,
    origin: PublicOrigin,
    head: String,
) -> impl Stream<Item = Result<Bytes>> {
    stream::try_unfold(Next::Head(head), move |next| {
        let (pool, search, origin) = (pool.clone(), search.clone(), origin.clone());
        async move {
            let after = match next {
                Next::Head(head) => return Ok(Some((Bytes::from(head), Next::After(Uuid::nil())))),
                Next::Nothing => return Ok(None),
                Next::After(id) => id,
            };
            let ids = queries::public_after(&pool, after, PART).await?;
            let Some(last) = ids.last() else {
                return Ok(Some((Bytes::from_static(b"</source>\n"), Next::Nothing)));
            };
            let catalog = search.catalog(&pool).await?;
            let rows = queries::public(&pool, &catalog, &ids).await?;
            let jobs: Vec<IndeedJob> = rows.iter().map(|row| IndeedJob::of(row, &origin)).collect();
            let xml = Jobs { jobs: &jobs }.render().map_err(Error::internal)?;
            Ok(Some((Bytes::from(xml), Next::After(*last))))
        }
    })
}

impl IndeedJob {
    fn of(row: &JobRow, origin: &PublicOrigin) -> Self {
        let job = row.to_view();
        let date = |at: DateTime<Utc>| at.to_rfc2822();
        Self {
            id: row.id,
            posted: date(row.posted_at),
            url: origin.absolute(urls::Job::to(&row.slug)),
            city: row.city.clone(),
            state: row.state_region.clone(),
            country: row.location_country.clone().or_else(|| row.country_code.clone()),
            kind: row.employment_type.param(),
            remote: row.remote_type.map(RemoteType::label),
            description: crate::jobs::whole_text(&job),
            expires: row.expires_at.map(date),
            job,
        }
    }
}
