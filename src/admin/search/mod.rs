//! One search through all that the console knows: profiles and postings (also unpublished ones), accounts, sources, runs,
//! requests by their numbers.

mod queries;

use askama::Template;
use axum::Router;
use axum_extra::routing::RouterExt;

use super::desk::{Desk, Frame, meta};
use super::review::called;
use crate::error::Result;
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
    found: Vec<(&'static str, Vec<(String, Found)>)>,
}

/// The sorts in their order, with what people call them.
const SORTS: [(&str, &str); 7] = [
    ("executive", "Profiles"),
    ("job", "Jobs"),
    ("removal", "Removals"),
    ("correction", "Corrections"),
    ("run", "Runs"),
    ("source", "Sources"),
    ("user", "Accounts"),
];

async fn search(_: urls::AdminSearch, desk: Desk) -> Result<Page<SearchPage>> {
    let text = desk.asked("q").and_then(search_text).unwrap_or_default();
    let mut found = Vec::new();
    if !text.is_empty() {
        let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        let mut connection = desk.site.pool.acquire().await?;
        let executives = called(&mut connection, Entity::Executive, &text).await?;
        let jobs = called(&mut connection, Entity::Job, &text).await?;
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
            let of_sort: Vec<_> = of_sort.map(|row| (href(row), row.clone())).collect();
            if !of_sort.is_empty() {
                found.push((label, of_sort));
            }
        }
    }
    let frame = desk.frame();
    Ok(Page::private(SearchPage { layout: desk.layout, meta: meta("Search"), frame, text, found }))
}

fn href(found: &Found) -> String {
    let key = found.key.clone();
    match found.sort.as_str() {
        "executive" => urls::AdminExecutive::to(key).to_string(),
        "job" => urls::AdminJob::to(key).to_string(),
        "removal" => urls::AdminRemoval::to(key.to_lowercase()).to_string(),
        "correction" => urls::AdminCorrection::to(key.to_lowercase()).to_string(),
        "run" => urls::AdminRun::to(key).to_string(),
        "source" => urls::AdminSource::to(key).to_string(),
        _ => urls::AdminUser::to(key).to_string(),
    }
}
