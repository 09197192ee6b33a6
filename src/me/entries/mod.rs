//! What a profile lists: its career, degrees, certifications and case studies. A list is one form and is written as a whole.
//! Buttons add an entry, take one away or move it up before anything is saved, without a script.

mod column;
mod page;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use axum_extra::routing::RouterExt;
use chrono::NaiveDate;
use serde::Serialize;
use serde_json::{Map, Value};

use self::column::{columns, read, typed};
use self::page::EntriesPage;
use super::saving::{Refused, mine, save};
use crate::accounts::SignedIn;
use crate::error::{Error, Result};
use crate::executives::editing::{Edit, List};
use crate::executives::queries::ProfileRow;
use crate::state::AppState;
use crate::urls;
use crate::web::form::{digest, unprocessable};
use crate::web::page::{Layout, Page};
use crate::web::query::href;

pub use self::page::{Entries, Row};

/// Entries of a list at most.
const MOST: usize = 60;

/// `/me/{slug}/edit/{list}`
pub fn routes() -> Router<AppState> {
    Router::new().typed_get(show).typed_post(write)
}

/// The word of a list in addresses.
pub const fn word(list: List) -> &'static str {
    match list {
        List::Experience => "experience",
        List::Education => "education",
        List::Certifications => "certifications",
        List::CaseStudies => "results",
    }
}

/// What people read.
pub const fn heading(list: List) -> &'static str {
    match list {
        List::Experience => "Experience",
        List::Education => "Education",
        List::Certifications => "Certifications",
        List::CaseStudies => "Results",
    }
}

/// The entries that a profile shows.
pub fn standing(row: &ProfileRow, list: List) -> Vec<Value> {
    match list {
        List::Experience => values(&row.experience),
        List::Education => values(&row.education),
        List::Certifications => values(&row.certifications),
        List::CaseStudies => values(&row.case_studies),
    }
}

fn values(entries: &[impl Serialize]) -> Vec<Value> {
    entries.iter().filter_map(|entry| serde_json::to_value(entry).ok()).collect()
}

/// An entry in one line, with all that it says.
pub fn told(list: List, entry: &Value) -> String {
    let said = columns(list).iter().map(|column| (column.label, typed(column, entry)));
    let said = said.filter(|(_, typed)| !typed.is_empty()).map(|(label, typed)| format!("{label}: {typed}"));
    said.collect::<Vec<_>>().join("; ")
}

/// A list as it is told, entry by entry.
pub fn all_told(list: List, standing: &[Value]) -> Vec<String> {
    standing.iter().map(|entry| told(list, entry)).collect()
}

/// What a form of the list tells back of what stood there.
pub fn digest_of(list: List, standing: &[Value]) -> String {
    digest(&all_told(list, standing).join("\n"))
}

/// The list of a word in an address.
pub fn list_of(address: &str) -> Result<List> {
    List::ALL.into_iter().find(|list| word(*list) == address).ok_or(Error::NotFound)
}

async fn show(
    urls::EditList { slug, list }: urls::EditList,
    me: SignedIn,
    layout: Layout,
    State(site): State<AppState>,
) -> Result<Page<EntriesPage>> {
    let row = mine(&site, &me, &slug).await?;
    let list = list_of(&list)?;
    let standing = standing(&row, list);
    let (entries, was) = (Entries::standing(list, &standing), digest_of(list, &standing));
    Ok(Page::private(EntriesPage::new(layout, slug, entries, was)))
}

async fn write(
    urls::EditList { slug, list }: urls::EditList,
    me: SignedIn,
    layout: Layout,
    State(site): State<AppState>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response> {
    let row = mine(&site, &me, &slug).await?;
    let list = list_of(&list)?;
    let mut form = Entries::new(list, Row::sent(list, &fields));
    let sent = |name: &str| fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    let was = sent("was").unwrap_or_default().to_owned();
    let asked = sent("do").unwrap_or("save");
    if asked != "save" {
        form.rearrange(asked);
        return Ok(Page::private(EntriesPage::new(layout, slug, form, was)).into_response());
    }
    let entries = form.read(site.clock.today());
    if form.is_wrong() {
        return Ok(unprocessable(Page::private(EntriesPage::new(layout, slug, form, was))));
    }
    let here = urls::MyProfile::to(&slug);
    let standing = standing(&row, list);
    if is_same(list, &entries, &standing) {
        return Ok(Redirect::to(&href(&here, "saved=nothing")).into_response());
    }
    let stands = digest_of(list, &standing);
    if !was.is_empty() && was != stands {
        let crossed = Some(all_told(list, &standing));
        let page = EntriesPage { crossed, ..EntriesPage::new(layout, slug, form, stands) };
        return Ok((StatusCode::CONFLICT, Page::private(page)).into_response());
    }
    let edit = Edit { entries: [(list, entries)].into(), ..Edit::default() };
    match save(&site, &me, row.id, edit).await? {
        Ok(saved) => Ok(Redirect::to(&href(&here, saved.query())).into_response()),
        Err(Refused::NotTheirs | Refused::LinkedIn) => Err(Error::NotFound),
    }
}

/// Whether entries say what stands there.
pub fn is_same(list: List, entries: &[Map<String, Value>], standing: &[Value]) -> bool {
    let says = |one: &Map<String, Value>, other: &Value| {
        one.iter().all(|(column, value)| other.get(column).unwrap_or(&Value::Null) == value)
    };
    debug_assert!(entries.iter().all(|entry| entry.len() >= columns(list).len()), "every column is said");
    entries.len() == standing.len() && entries.iter().zip(standing).all(|(one, other)| says(one, other))
}

impl Entries {
    /// Adds an entry, takes one away, or moves it up.
    pub fn rearrange(&mut self, asked: &str) {
        let (list, rows) = (self.list, &mut self.rows);
        let place =
            |verb: &str| asked.strip_prefix(verb)?.parse::<usize>().ok().filter(|place| *place < rows.len());
        if let Some(place) = place("remove-") {
            rows.remove(place);
        } else if let Some(place) = place("up-").filter(|place| *place > 0) {
            rows.swap(place, place - 1);
        } else if asked == "more" && rows.len() < MOST {
            rows.push(Row::blank(list));
        }
        for (place, row) in rows.iter_mut().enumerate() {
            row.stand_at(list, place);
        }
    }

    /// The entries as rows of their table; what can't be read is said at its field.
    pub fn read(&mut self, today: NaiveDate) -> Vec<Map<String, Value>> {
        let list = self.list;
        let filled = self.rows.iter_mut().filter(|row| !row.is_blank());
        filled.map(|row| read(list, &mut row.fields, today)).collect()
    }
}
