//! One search through all that the console knows: profiles and postings (also unpublished ones) with what was checked, edited
//! and reviewed about them, terms, accounts, sources, uploads, runs; requests by their numbers and by who asked.

mod queries;

use askama::Template;
use axum::Router;
use axum_extra::routing::RouterExt;

use super::desk::{Desk, Frame, meta};
use super::review::called;
use crate::error::Result;
use crate::executives::CheckType;
use crate::ingestion::Entity;
use crate::state::AppState;
use crate::urls;
use crate::values::search_text;
use crate::web::page::{Layout, Meta, Page};

use queries::{Found, Sought};

pub(super) fn routes() -> Router<AppState> {
    Router::new().typed_get(search)
}

/// Of each sort that many are shown.
const MOST: i64 = 20;

/// `/admin/search`
#[derive(Debug, Template)]
#[template(path = "admin/search.html")]
struct SearchPage {
    layout: Layout,
    meta: Meta,
    frame: Frame,
    text: String,
    /// What was found, by sort.
    found: Vec<(&'static str, Vec<Line>)>,
}

/// One thing that was found.
#[derive(Debug)]
struct Line {
    href: String,
    /// Where it is edited, where it can be.
    edit: Option<String>,
    row: Found,
}

/// The sorts in their order, with what people call them.
const SORTS: [(&str, &str); 14] = [
    ("executive", "Profiles"),
    ("job", "Jobs"),
    ("removal", "Removals"),
    ("claim", "Claims"),
    ("correction", "Corrections"),
    ("message", "Messages"),
    ("review", "Client reviews"),
    ("verification", "Verifications"),
    ("edit", "Edits"),
    ("term", "Taxonomy"),
    ("upload", "Uploads"),
    ("run", "Runs"),
    ("source", "Sources"),
    ("user", "Accounts"),
];

async fn search(_: urls::AdminSearch, desk: Desk) -> Result<Page<SearchPage>> {
    let text = desk.asked("q").and_then(search_text).unwrap_or_default();
    let mut found = Vec::new();
    if !text.is_empty() {
        // Whoever copies the address of a page means what stands there.
        let text = named_by(&text).unwrap_or(&text);
        let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        let mut connection = desk.site.pool.acquire().await?;
        let executives = called(&mut connection, Entity::Executive, text).await?;
        let jobs = called(&mut connection, Entity::Job, text).await?;
        let sought = Sought {
            executives: &executives,
            jobs: &jobs,
            like: &format!("%{escaped}%"),
            number: text.parse().ok(),
        };
        let rows = queries::search(&mut *connection, sought, MOST).await?;
        drop(connection);
        for (sort, label) in SORTS {
            let of_sort = rows.iter().filter(|row| row.sort == sort);
            let of_sort: Vec<_> = of_sort.cloned().map(Line::of).collect();
            if !of_sort.is_empty() {
                found.push((label, of_sort));
            }
        }
    }
    let frame = desk.frame();
    Ok(Page::private(SearchPage { layout: desk.layout, meta: meta("Search"), frame, text, found }))
}

impl Line {
    fn of(row: Found) -> Self {
        let key = row.key.clone();
        let edit = match row.sort.as_str() {
            "executive" => Some(urls::AdminEditExecutive::to(key.as_str()).to_string()),
            "job" => Some(urls::AdminEditJob::to(key.as_str()).to_string()),
            _ => None,
        };
        let href = match row.sort.as_str() {
            "executive" => urls::AdminExecutive::to(key).to_string(),
            "job" => urls::AdminJob::to(key).to_string(),
            "removal" => urls::AdminRemoval::to(key.to_lowercase()).to_string(),
            "claim" => urls::AdminClaim::to(key.to_lowercase()).to_string(),
            "correction" => urls::AdminCorrection::to(key.to_lowercase()).to_string(),
            "message" => urls::AdminContact::to(key).to_string(),
            "review" => urls::AdminClientReview::to(key).to_string(),
            "verification" => {
                let (slug, check) = key.split_once('/').unwrap_or_default();
                let check = CheckType::ALL.iter().find(|kind| kind.as_str() == check);
                urls::AdminVerification::to(slug, check.map_or("", |kind| kind.param())).to_string()
            }
            "edit" => urls::AdminEdit::to(key).to_string(),
            "term" => {
                let (kind, slug) = key.split_once('/').unwrap_or_default();
                urls::AdminTerm::to(kind, slug).to_string()
            }
            "upload" => urls::AdminUpload::to(key).to_string(),
            "run" => urls::AdminRun::to(key).to_string(),
            "source" => urls::AdminSource::to(key).to_string(),
            _ => urls::AdminUser::to(key).to_string(),
        };
        Self { href, edit, row }
    }
}

/// The last part of an address of this site's profiles or postings.
fn named_by(text: &str) -> Option<&str> {
    let pages = [format!("{}/", urls::Executives), format!("{}/", urls::Jobs)];
    let slug = pages.iter().find_map(|page| Some(text.split_once(page.as_str())?.1))?;
    let slug = slug.split(['/', '?', '#']).next()?;
    (!slug.is_empty()).then_some(slug)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_what_stands_there() {
        for (text, slug) in [
            ("https://quarterdeck.example/executives/ann-abel", Some("ann-abel")),
            ("https://quarterdeck.example/executives/ann-abel/contact?x=1#top", Some("ann-abel")),
            ("/jobs/fractional-cfo.json?x", Some("fractional-cfo.json")),
            ("jobs/fractional-cfo", None),
            ("https://quarterdeck.example/executives/", None),
            ("Ann Abel", None),
        ] {
            assert_eq!(named_by(text), slug, "{text}");
        }
    }
}
