//! The board's handlers.

use std::sync::Arc;

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::routing::RouterExt;
use chrono::NaiveDate;
use sqlx::{PgConnection, PgPool};

use super::apply_page::ApplyPage;
use super::index_page::IndexPage;
use super::queries::{self, JobRow};
use super::search::{LIST, heading};
use super::view::{Card, Posting};
use super::{structured_data, visitors};
use crate::clock::Clock;
use crate::database::OnDemand;
use crate::error::{Error, Result};
use crate::search::hubs::{Hub, Scope, Shows};
use crate::search::{self, Entries, Outcome, Search};
use crate::state::AppState;
use crate::taxonomy::{Catalog, TaxonomyKind};
use crate::urls;
use crate::web::ClientAddress;
use crate::web::links::Link;
use crate::web::moved;
use crate::web::page::{Crumbs, Layout, Meta, Page};
use crate::web::siblings::Form;

/// `/jobs`, and what a posting's buttons do.
pub fn routes() -> Router<AppState> {
    Router::new().typed_get(index).typed_get(apply_by_link).typed_post(apply)
}

async fn index(
    _: urls::Jobs,
    RawQuery(query): RawQuery,
    layout: Layout,
    State(pool): State<PgPool>,
    State(search): State<Search>,
    State(clock): State<Clock>,
) -> Result<Response> {
    let now = clock.now();
    let results = match search.list(&pool, &LIST, query.as_deref(), now).await? {
        Outcome::Moved(href) => return Ok(moved(&href)),
        Outcome::Results(results) => results,
    };
    let cards: Entries<Card> = search.entries();
    let mut cards =
        cards.read(&mut OnDemand::of(&pool), &results.catalog, &results.ids, now.date_naive()).await?;
    for card in &mut cards {
        card.why = results.why(&search, card.id, card.place.as_deref(), card.pay);
    }
    let heading = heading(&results.filter, &results.catalog);
    let meta = search::meta(&layout, &results, &heading, |page| {
        format!(
            "{heading}: {} open{page}, with pay, weekly hours and place. Search by role, place, industry and contract.",
            results.listing.count_label()
        )
    });
    Ok(Page::new(IndexPage { layout, meta, heading, listing: results.listing, cards }).into_response())
}

/// What stands at a posting's address.
#[derive(Debug)]
pub enum Found {
    /// A posting, open or closed.
    Posting(Box<Shown>),
    /// The way to where it stands now.
    Moved(Response),
}

/// A posting as its page shows it, but for who and what goes with it: `matching` adds that.
#[derive(Debug)]
pub struct Shown {
    /// The row.
    pub row: Arc<JobRow>,
    /// The posting.
    pub job: Posting,
    /// The way here.
    pub crumbs: Crumbs,
    /// What search engines are told.
    pub meta: Meta,
}

/// What the page at a slug shows.
pub async fn show(
    slug: &str,
    layout: &Layout,
    connection: &mut OnDemand<'_>,
    (search, catalog): (&Search, &Catalog),
    today: NaiveDate,
) -> Result<Found> {
    let found = search.entries::<Arc<JobRow>>().find(connection, catalog, slug.to_owned(), today).await?;
    let Some(row) = found else {
        return elsewhere(connection.get().await?, slug, |page| page.to_string()).await.map(Found::Moved);
    };
    let mut above = vec![Link::new("Home", &urls::Home), Link::new("Jobs", &urls::Jobs)];
    let role = Hub::jobs(Scope::of(TaxonomyKind::Role, &row.role_slug));
    above.extend(search.worthy_href(&role).map(|href| Link::new(format!("{} jobs", row.role_title), &href)));
    let crumbs = Crumbs::new(above, &row.title);
    let mut job = row.to_view();
    let meta = if row.is_open {
        link_hubs(connection, search, &mut job).await?;
        open_meta(layout, &row, &job, &crumbs)
    } else {
        closed_meta(&job)
    };
    Ok(Found::Posting(Box::new(Shown { row, job, crumbs, meta })))
}

/// A slug that names no published posting: perhaps it has another name now. `address` says where what was asked for
/// stands.
pub async fn elsewhere(
    connection: &mut PgConnection,
    slug: &str,
    address: impl Fn(urls::Job) -> String,
) -> Result<Response> {
    let renamed = queries::renamed(connection, slug).await?.ok_or(Error::NotFound)?;
    Ok(moved(&address(urls::Job::to(renamed))))
}

/// Links the jobs of the role, the place and the industries.
async fn link_hubs(connection: &mut OnDemand<'_>, search: &Search, job: &mut Posting) -> Result<()> {
    let mut worthy = async |kind, slugs: &[String]| search.worthy(connection, Shows::Jobs, kind, slugs).await;
    let places: Vec<_> = job.place.iter().map(|place| place.slug.clone()).collect();
    let industries: Vec<_> = job.industries.iter().map(|industry| industry.slug.clone()).collect();
    let roles = worthy(TaxonomyKind::Role, std::slice::from_ref(&job.role.slug)).await?;
    let places = worthy(TaxonomyKind::Location, &places).await?;
    let industries = worthy(TaxonomyKind::Industry, &industries).await?;
    job.role.link_if_worthy(&roles);
    job.place.iter_mut().for_each(|place| place.link_if_worthy(&places));
    job.industries.iter_mut().for_each(|industry| industry.link_if_worthy(&industries));
    Ok(())
}

fn open_meta(layout: &Layout, row: &JobRow, job: &Posting, crumbs: &Crumbs) -> Meta {
    let address = layout.absolute(&urls::Job::to(&job.slug));
    let pay = job.pay.map(|pay| format!(" {pay}.")).unwrap_or_default();
    let description = format!("{} at {}, {}.{pay} {}", job.title, job.company, job.location, job.summary);
    let mut meta = Meta::new(format!("{} at {}", job.title, job.company), short(&description), &address);
    meta.og_type = Some("article");
    meta = meta.with_forms(&[Form::Json, Form::Markdown], &urls::Job::to(&job.slug), &job.title);
    meta.og_image = Some(layout.absolute(&Form::Picture.of(&urls::Job::to(&job.slug))));
    meta.json_ld.extend(structured_data::job_posting(row, job));
    meta.with_json_ld(crumbs.json_ld(layout, &address))
}

fn closed_meta(job: &Posting) -> Meta {
    Meta {
        title: format!("Closed: {} at {}", job.title, job.company),
        description: format!("{} at {} is no longer open here. Open jobs like it.", job.title, job.company),
        robots: Some("noindex"),
        ..Meta::default()
    }
}

/// Hands over to the employer's own page. By a refresh: `form-action 'self'` would stop a redirect to another site.
async fn apply(
    urls::ApplyToJob { slug }: urls::ApplyToJob,
    layout: Layout,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    State(site): State<AppState>,
) -> Result<Response> {
    let AppState { pool, search, secrets, clock, .. } = &site;
    let catalog = search.catalog(pool).await?;
    let found = queries::find_published(&mut *pool.acquire().await?, &catalog, &slug).await?;
    let row = found.ok_or(Error::NotFound)?;
    if !row.is_open {
        return Err(Error::Over {
            words: ("This job is no longer open", "It takes no more applications, and nothing was sent."),
            detail: row.to_closed_view().sentence().into(),
            instead: vec![what_became_of_it(slug)],
        });
    }
    let browser = headers.get(header::USER_AGENT).map(HeaderValue::as_bytes).unwrap_or_default();
    let browser = String::from_utf8_lossy(browser);
    // Nobody who wants to apply is held up by our counting.
    if let Err(error) = visitors::count(pool, secrets, row.id, address, &browser, clock.now()).await {
        tracing::warn!(%error, "a visitor who went on to apply was not counted");
    }
    let job = row.to_view();
    let meta = Meta {
        title: format!("On to {}", job.company),
        description: format!("Applications for {} are taken by {}.", job.title, job.company),
        robots: Some("noindex"),
        ..Meta::default()
    };
    let refresh = HeaderValue::from_str(&format!("0; url={}", row.apply_url)).map_err(Error::internal)?;
    let page = ApplyPage {
        layout,
        meta,
        title: job.title,
        company: job.company,
        apply_url: row.apply_url,
        apply_host: job.apply_host,
    };
    Ok(([(header::REFRESH, refresh)], Page::private(page)).into_response())
}

/// An address that was copied or saved leads to the posting, which says how to apply.
async fn apply_by_link(urls::ApplyToJob { slug }: urls::ApplyToJob) -> Redirect {
    Redirect::to(&urls::Job::to(slug).to_string())
}

fn what_became_of_it(slug: String) -> crate::error::Link {
    crate::error::Link { label: "What became of it".into(), href: urls::Job::to(slug).to_string() }
}

/// A description as long as search engines show one, cut at a word.
fn short(text: &str) -> String {
    const LONGEST: usize = 160;
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    let cut: String = text.chars().take(LONGEST).collect();
    let end = cut.rfind(' ').unwrap_or(cut.len());
    format!("{}…", cut[..end].trim_end_matches([',', ';', '.']))
}
