//! Lists and hubs for feed readers: a saved search is its newest entries, whatever the list's own order.
//!
//! [`Feed::of`] reads a feed of one search or several; `atom`, `rss` and `json_feed` write it. Which address has which
//! feed is decided by `siblings`.

mod atom;
mod entry;
mod indeed;
mod json_feed;
mod rss;

use axum::Router;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum_extra::routing::RouterExt;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use entry::Entry;

use crate::error::{Error, Result};
use crate::search::Filter;
use crate::state::AppState;
use crate::taxonomy::Catalog;
use crate::web::CachePolicy;
use crate::web::siblings::{Form, with_canonical};
use crate::{executives, jobs};

/// Entries in a feed at most, the newest.
const MOST: usize = 50;

/// `/jobs/feed.xml`.
pub fn routes() -> Router<AppState> {
    Router::new().typed_get(indeed::show)
}

/// The newest entries of a saved search.
#[derive(Debug)]
pub struct Feed {
    /// What it is of (`Fractional CFO jobs in Austin, TX`).
    title: String,
    /// What it holds, in a sentence.
    subtitle: String,
    /// The absolute address of the page for people.
    page: String,
    /// The page's address on this site.
    path: String,
    /// The site.
    origin: String,
    /// The newest first.
    entries: Vec<Entry>,
}

impl Feed {
    /// The feed of the page at `path`, which shows what these searches find.
    pub async fn of(site: &AppState, title: String, path: String, searches: &[Filter]) -> Result<Self> {
        let catalog = site.search.catalog(&site.pool).await?;
        let mut entries = Vec::new();
        for search in searches {
            let newest = search.unordered().with("sort", "newest");
            let ids = site.search.find(&site.pool, &newest, MOST as u64, site.clock.now()).await?.ids;
            if search.list().path == executives::search::LIST.path {
                let rows = executives::queries::public(&site.pool, &catalog, &ids).await?;
                let today = site.clock.today();
                entries.extend(rows.iter().map(|row| Entry::of_executive(row, &site.origin, today)));
            } else {
                let rows = jobs::queries::public(&site.pool, &catalog, &ids).await?;
                entries.extend(rows.iter().map(|row| Entry::of_job(row, &site.origin)));
            }
        }
        let mut entries =
            entries.into_iter().collect::<std::result::Result<Vec<Entry>, _>>().map_err(Error::internal)?;
        entries.sort_by_key(|entry| (std::cmp::Reverse(entry.published), entry.id));
        entries.truncate(MOST);
        Ok(Self {
            subtitle: format!("{title}: the newest on Quarterdeck."),
            title,
            page: site.origin.absolute(&path),
            path,
            origin: site.origin.as_str().to_owned(),
            entries,
        })
    }

    /// The feed in one of its forms; nothing where the form is none of a feed's.
    pub fn answer(&self, form: Form) -> Result<Response> {
        let body = match form {
            Form::Atom => atom::write(self).map_err(Error::internal)?,
            Form::Rss => rss::write(self).map_err(Error::internal)?,
            Form::JsonFeed => json_feed::write(self).map_err(Error::internal)?,
            Form::Json | Form::Markdown | Form::Picture => return Err(Error::NotFound),
        };
        let response =
            (CachePolicy::Page, [(header::CONTENT_TYPE, form.content_type())], body).into_response();
        Ok(with_canonical(response, &self.page))
    }

    /// The absolute address of one of its forms.
    fn address(&self, form: Form) -> String {
        format!("{}{}", self.origin, form.of(&self.path))
    }

    /// The same for the same page, for ever.
    fn id(&self) -> String {
        Uuid::new_v5(&Uuid::NAMESPACE_URL, self.page.as_bytes()).urn().to_string()
    }

    /// The last change of any entry. A feed of nothing has never changed.
    fn updated(&self) -> DateTime<Utc> {
        self.entries.iter().map(|entry| entry.updated).max().unwrap_or(DateTime::UNIX_EPOCH)
    }
}

/// What a search of a list is called: its heading, and in brackets what else is asked for.
pub fn title(search: &Filter, catalog: &Catalog) -> String {
    let heading = if search.list().path == executives::search::LIST.path {
        executives::search::heading(search, catalog)
    } else {
        jobs::search::heading(search, catalog)
    };
    let more: Vec<String> = (search.chips(catalog).into_iter())
        .map(|chip| chip.label)
        .filter(|label| !heading.contains(label.as_str()))
        .collect();
    if more.is_empty() { heading } else { format!("{heading} ({})", more.join("; ")) }
}
