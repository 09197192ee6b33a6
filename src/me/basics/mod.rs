//! What a profile says in single fields: one form, of which only what was changed is read and written.

mod control;
pub mod extra;
mod page;
mod parts;

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use axum_extra::routing::RouterExt;
use serde_json::{Map, Value};

use self::extra::Extra;
use self::page::EditPage;
use super::overview::labels;
use super::saving::{Refused, mine, save};
use crate::accounts::SignedIn;
use crate::corrections::field::{Context, Field};
use crate::error::{Error, Result};
use crate::executives::editing::{self, Edit};
use crate::executives::queries::ProfileRow;
use crate::executives::view::Profile;
use crate::state::AppState;
use crate::urls;
use crate::web::form::{digest, quoted, unprocessable};
use crate::web::markdown::Html;
use crate::web::page::{Layout, Page};
use crate::web::query::href;

pub use self::control::Choice;
pub use self::page::{Row, Section, sections};

/// `/me/{slug}/edit`
pub fn routes() -> Router<AppState> {
    Router::new().typed_get(show).typed_post(write)
}

/// A single field of a profile: one that anybody may correct, or one that only its owner knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basic {
    /// As proposed corrections know it.
    Field(Field),
    /// What they don't.
    Extra(Extra),
}

/// A heading with the fields below it.
pub const SECTIONS: [(&str, &[Basic]); 4] = [
    (
        "Who you are",
        &[
            Basic::Field(Field::Name),
            Basic::Field(Field::Headline),
            Basic::Field(Field::Role),
            Basic::Field(Field::Location),
            Basic::Extra(Extra::Years),
            Basic::Extra(Extra::Highlight),
            Basic::Field(Field::Bio),
        ],
    ),
    (
        "Your terms",
        &[
            Basic::Field(Field::Availability),
            Basic::Field(Field::Rates),
            Basic::Field(Field::Hours),
            Basic::Extra(Extra::Engagements),
            Basic::Extra(Extra::Minimum),
            Basic::Field(Field::Remote),
            Basic::Extra(Extra::Travel),
        ],
    ),
    (
        "What you know",
        &[
            Basic::Field(Field::Industries),
            Basic::Field(Field::Specialties),
            Basic::Extra(Extra::Stages),
            Basic::Field(Field::Languages),
            Basic::Extra(Extra::Timezone),
        ],
    ),
    (
        "Elsewhere",
        &[Basic::Field(Field::Website), Basic::Field(Field::LinkedIn), Basic::Extra(Extra::Booking)],
    ),
];

impl Basic {
    /// Its name in forms.
    pub const fn param(self) -> &'static str {
        match self {
            Self::Field(field) => field.param(),
            Self::Extra(extra) => extra.param(),
        }
    }

    /// What people read.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Field(field) => field.label(),
            Self::Extra(extra) => extra.label(),
        }
    }

    /// What to type.
    pub const fn hint(self) -> &'static str {
        match self {
            Self::Field(Field::Industries | Field::Specialties | Field::Languages) => {
                "One in each, the most important first; save to get room for more"
            }
            Self::Field(Field::Rates) => "As much of it as you want to say, in whole units",
            Self::Field(Field::Role | Field::Availability | Field::Hours | Field::Remote) => "",
            Self::Field(Field::Bio) => {
                "Markdown: an empty line between paragraphs, **bold**, lists with - before each line."
            }
            Self::Field(field) => field.hint(),
            Self::Extra(extra) => extra.hint(),
        }
    }

    /// Characters at most.
    pub const fn longest(self) -> usize {
        match self {
            Self::Field(field) => field.longest(),
            Self::Extra(_) => 200,
        }
    }

    /// Whether a profile can't do without it.
    pub const fn is_required(self) -> bool {
        match self {
            Self::Field(field) => !field.may_be_missing(),
            Self::Extra(_) => false,
        }
    }

    /// Whether it has several lines.
    pub const fn is_long(self) -> bool {
        matches!(self, Self::Field(Field::Bio))
    }

    /// What the page shows.
    pub fn shown(self, row: &ProfileRow, profile: &Profile) -> Option<String> {
        let shown = match self {
            Self::Field(field) => field.shown(row, profile),
            Self::Extra(extra) => extra.shown(row),
        };
        // Before it is public, a profile may lack whatever it can't do without later.
        shown.filter(|shown| !shown.is_empty())
    }

    /// What a text writes into the profile; none leaves nothing there. Fails with what to do.
    pub fn read(self, typed: Option<&str>, context: Context<'_>) -> Result<Edit, String> {
        match (self, typed) {
            // Theirs, as they typed it: no list wrote it, so nothing has to be guessed.
            (Self::Field(Field::Bio), Some(text)) => Ok(Edit {
                columns: Map::from_iter([("bio".to_owned(), Value::from(text))]),
                ..Edit::default()
            }),
            (Self::Field(Field::Availability | Field::Rates | Field::Hours), Some(text)) => {
                parts::read(self, text)
            }
            (Self::Field(field), typed) => field.read(typed, context),
            (Self::Extra(extra), typed) => extra.read(typed),
        }
    }
}

async fn show(
    urls::EditProfile { slug }: urls::EditProfile,
    me: SignedIn,
    RawQuery(_): RawQuery,
    layout: Layout,
    State(site): State<AppState>,
) -> Result<Page<EditPage>> {
    let row = mine(&site, &me, &slug).await?;
    let catalog = site.search.catalog(&site.pool).await?;
    let waiting = editing::waiting(&site.pool, row.id).await?;
    let fields: Vec<String> = waiting.into_iter().flat_map(|edit| edit.fields).collect();
    let page = EditPage::new(layout, &row, &row.to_view(site.clock.today()), &catalog, |_, shown| shown);
    Ok(Page::private(EditPage { waiting: labels(&fields), ..page }))
}

async fn write(
    urls::EditProfile { slug }: urls::EditProfile,
    me: SignedIn,
    layout: Layout,
    State(site): State<AppState>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response> {
    let row = mine(&site, &me, &slug).await?;
    let catalog = site.search.catalog(&site.pool).await?;
    let profile = row.to_view(site.clock.today());
    let was = |param: &str| {
        let told = fields.iter().find(|(name, _)| name.strip_prefix("was-") == Some(param));
        told.map(|(_, was)| was.as_str())
    };
    // A field that was not sent, or not touched, stays as it is now.
    let mut page = EditPage::new(layout, &row, &profile, &catalog, |basic, shown| {
        let sent = control::sent(basic, &fields);
        sent.filter(|sent| was(basic.param()) != Some(digest(sent).as_str())).unwrap_or(shown)
    });
    if fields.iter().any(|(name, _)| name == "preview") {
        let bio =
            page.rows().find(|row| row.basic.is_long()).map(|row| Html::from_markdown(&row.typed.value));
        page.preview = bio;
        return Ok(Page::private(page).into_response());
    }
    let context = Context { catalog: &catalog, today: site.clock.today(), country: Some(&row.country_code) };
    let mut edit = Edit::default();
    let mut are_crossed = false;
    for row in page.rows_mut() {
        let is_crossed = was(row.basic.param()).is_some_and(|was| was != row.stands());
        edit.join(row.read(context, is_crossed));
        are_crossed |= is_crossed && row.typed.error.is_some();
    }
    if are_crossed {
        return Ok((StatusCode::CONFLICT, Page::private(page)).into_response());
    }
    if page.is_wrong() {
        return Ok(unprocessable(Page::private(page)));
    }
    let here = urls::MyProfile::to(&slug);
    if edit.is_empty() {
        return Ok(Redirect::to(&href(&here, "saved=nothing")).into_response());
    }
    match save(&site, &me, row.id, edit).await? {
        Ok(saved) => Ok(Redirect::to(&href(&here, saved.query())).into_response()),
        Err(Refused::NotTheirs) => Err(Error::NotFound),
        Err(Refused::LinkedIn) => {
            if let Some(row) = page.rows_mut().find(|row| row.basic == Basic::Field(Field::LinkedIn)) {
                row.typed.refuse(
                    "Another profile here names this page. If it is yours, claim that one too, or tell us.",
                );
            }
            Ok(unprocessable(Page::private(page)))
        }
    }
}

impl Row {
    /// What is to be written; what can't be read is said at its field, and that something else stands there than when the form
    /// was shown.
    pub fn read(&mut self, context: Context<'_>, is_crossed: bool) -> Edit {
        let longest = self.basic.longest();
        let typed = if self.basic.is_long() { self.typed.text(longest) } else { self.typed.line(longest) };
        if self.typed.error.is_some() || typed == self.shown {
            return Edit::default();
        }
        if is_crossed {
            let stands = quoted(self.shown.as_deref());
            self.typed.refuse(format!(
                "Since you opened this page, it was made {stands} elsewhere. What you typed is still here: save again to have it so."
            ));
            return Edit::default();
        }
        self.basic.read(typed.as_deref(), context).unwrap_or_else(|why| {
            self.typed.refuse(why);
            Edit::default()
        })
    }
}
