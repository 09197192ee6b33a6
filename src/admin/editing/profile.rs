//! A profile's single fields, as its owner has them, and its address.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use sqlx::PgConnection;

use super::form::{Came, Label, Line, Section, has_faults};
use super::{LONGEST_REASON, NO_SLUG, SOURCE, last_writer};
use crate::admin::desk::{Desk, Frame, Sent, back, meta};
use crate::admin::requests::follow;
use crate::corrections::field::{Context, Field as Corrected};
use crate::error::{Error, Result};
use crate::executives::about;
use crate::executives::editing::{self, Edit, Editor, List};
use crate::executives::queries::{ProfileRow, find_kept};
use crate::ingestion::Entity;
use crate::me::basics::{self, Basic};
use crate::me::{entries, saving};
use crate::taxonomy::Catalog;
use crate::terms::is_slug;
use crate::urls;
use crate::web::form::Field;
use crate::web::page::{Layout, Meta, Page};

/// `/admin/executives/{slug}/edit`, `/admin/jobs/{slug}/edit`
#[derive(Debug, Template)]
#[template(path = "admin/editing/edit.html")]
pub(super) struct EditPage {
    pub layout: Layout,
    pub meta: Meta,
    pub frame: Frame,
    pub name: String,
    /// The page above.
    pub item: String,
    pub sections: Vec<Section>,
    /// Lists with forms of their own: where, what, how many entries.
    pub lists: Vec<(String, &'static str, usize)>,
    /// Whose profile it is.
    pub owner: Option<String>,
    pub reason: Field,
    pub address: Field,
    /// What stands before the last part of its address.
    pub above: String,
    /// Whether somebody else was quicker with something.
    pub is_crossed: bool,
}

impl EditPage {
    fn is_wrong(&self) -> bool {
        has_faults(&self.sections)
    }

    pub fn answer(self) -> Response {
        let status = if self.is_crossed {
            StatusCode::CONFLICT
        } else if self.is_wrong() || self.reason.error.is_some() || self.address.error.is_some() {
            StatusCode::UNPROCESSABLE_ENTITY
        } else {
            StatusCode::OK
        };
        (status, Page::private(self)).into_response()
    }
}

/// The fields of a profile, in the order of the owner's form.
struct Form {
    sections: Vec<Section>,
    basics: Vec<Basic>,
}

impl Form {
    fn of(row: &ProfileRow, desk: &Desk, catalog: &Catalog, sent: Option<&Sent>) -> Self {
        let profile = row.to_view(desk.site.clock.today());
        let mut basics = Vec::new();
        let sections =
            basics::sections(row, &profile, catalog, |_, shown| shown).into_iter().map(|section| {
                let lines = section.rows.into_iter().map(|row| {
                    basics.push(row.basic);
                    let label = label(row.basic);
                    match sent {
                        Some(sent) => Line::sent(label, row.shown, sent),
                        None => Line::standing(label, row.shown),
                    }
                });
                Section { heading: heading(section.heading), lines: lines.collect() }
            });
        Self { sections: sections.collect(), basics }
    }

    fn lines_mut(&mut self) -> impl Iterator<Item = (&Basic, &mut Line)> {
        self.basics.iter().zip(self.sections.iter_mut().flat_map(|section| &mut section.lines))
    }
}

/// The owner's headings, as others say them.
fn heading(theirs: &'static str) -> &'static str {
    match theirs {
        "Who you are" => "Who they are",
        "Your terms" => "Their terms",
        "What you know" => "What they know",
        other => other,
    }
}

fn label(basic: Basic) -> Label {
    Label {
        param: basic.param(),
        text: basic.label(),
        hint: match basic {
            // Each is one text here, also where its owner is given several inputs.
            Basic::Field(field) if !basic.is_long() => field.hint(),
            _ => basic.hint(),
        },
        longest: basic.longest(),
        is_required: basic.is_required(),
        rows: if basic.is_long() { 12 } else { 1 },
    }
}

async fn page(
    connection: &mut PgConnection,
    desk: Desk,
    row: &ProfileRow,
    form: Form,
    [reason, address]: [Field; 2],
    is_crossed: bool,
) -> Result<Response> {
    let lists = List::ALL.map(|list| {
        let href = urls::AdminEditList::to(&row.slug, entries::word(list)).to_string();
        (href, entries::heading(list), entries::standing(row, list).len())
    });
    let page = EditPage {
        meta: meta(format!("Edit {}", row.full_name)),
        frame: desk.frame(),
        layout: desk.layout,
        name: row.full_name.clone(),
        item: urls::AdminExecutive::to(&row.slug).to_string(),
        sections: form.sections,
        lists: lists.into(),
        owner: about::owner(connection, row.id).await?,
        reason,
        address,
        above: format!("{}/", urls::Executives),
        is_crossed,
    };
    Ok(page.answer())
}

fn fields(row: &ProfileRow) -> [Field; 2] {
    [Field::blank("reason"), Field::typed("slug", &row.slug)]
}

pub(super) async fn show(
    urls::AdminEditExecutive { slug }: urls::AdminEditExecutive,
    desk: Desk,
) -> Result<Response> {
    let catalog = desk.site.search.catalog(&desk.site.pool).await?;
    let mut connection = desk.site.pool.acquire().await?;
    let row = find_kept(&mut connection, &catalog, &slug).await?.ok_or(Error::NotFound)?;
    let form = Form::of(&row, &desk, &catalog, None);
    page(&mut connection, desk, &row, form, fields(&row), false).await
}

pub(super) async fn write(
    urls::AdminEditExecutive { slug }: urls::AdminEditExecutive,
    desk: Desk,
    sent: Sent,
) -> Result<Response> {
    let catalog = desk.site.search.catalog(&desk.site.pool).await?;
    let mut transaction = desk.site.pool.begin().await?;
    if !editing::lock_profile(&mut *transaction, &slug).await? {
        return Err(Error::NotFound);
    }
    let row = find_kept(&mut transaction, &catalog, &slug).await?.ok_or(Error::NotFound)?;
    if sent.get("do") == "rename" {
        let mut address = Field::typed("slug", sent.get("slug"));
        let asked = address.value.trim().to_owned();
        if !is_slug(&asked) {
            address.refuse(NO_SLUG);
        } else if asked == slug {
            return Ok(back(&urls::AdminExecutive::to(slug), "unchanged").into_response());
        } else if editing::rename(&mut transaction, row.id, &asked, editor(&desk, None), desk.now()).await? {
            transaction.commit().await?;
            follow(&desk).await;
            return Ok(back(&urls::AdminExecutive::to(asked), "renamed").into_response());
        } else {
            address.refuse("Another profile stands there: type another one.");
        }
        let form = Form::of(&row, &desk, &catalog, None);
        return page(&mut transaction, desk, &row, form, [Field::blank("reason"), address], false).await;
    }
    let mut reason = Field::typed("reason", sent.get("reason"));
    let why = reason.line(LONGEST_REASON);
    let mut form = Form::of(&row, &desk, &catalog, Some(&sent));
    let context = Context {
        catalog: &catalog,
        today: desk.site.clock.today(),
        country: Some(row.country_code.as_str()).filter(|code| !code.is_empty()),
    };
    let mut edit = Edit::default();
    let mut crossed = Vec::new();
    for (place, (basic, line)) in form.lines_mut().enumerate() {
        let came = line.came();
        if came == Came::Untouched {
            line.follow();
            continue;
        }
        let Some(read) = read(*basic, line, context) else { continue };
        if came == Came::Crossed {
            crossed.push((place, read.fields()));
        }
        edit.join(read);
    }
    let is_crossed = !crossed.is_empty();
    for (place, written) in crossed {
        let who = last_writer(&mut transaction, Entity::Executive, row.id, &written).await?;
        if let Some((_, line)) = form.lines_mut().nth(place) {
            line.cross(&who);
        }
    }
    let address = Field::typed("slug", &row.slug);
    if has_faults(&form.sections) || reason.error.is_some() {
        return page(&mut transaction, desk, &row, form, [reason, address], is_crossed).await;
    }
    let here = urls::AdminExecutive::to(&slug);
    if edit.is_empty() {
        return Ok(back(&here, "unchanged").into_response());
    }
    match editing::apply(&mut transaction, row.id, &edit, editor(&desk, why.as_deref()), desk.now()).await {
        Err(error) if saving::is_linkedin(&error) => {
            transaction.rollback().await?;
            let linkedin = form.lines_mut().find(|(basic, _)| **basic == Basic::Field(Corrected::LinkedIn));
            if let Some((_, line)) = linkedin {
                line.typed.refuse("Another profile names this page: look among the duplicates.");
            }
            let mut connection = desk.site.pool.acquire().await?;
            page(&mut connection, desk, &row, form, [reason, address], false).await
        }
        written => {
            written?;
            let by = (&desk.me.user, why.as_deref());
            let about = (row.id, row.slug.as_str());
            saving::tell_owner(&mut transaction, &desk.site.origin, about, &edit, by, desk.now()).await?;
            transaction.commit().await?;
            follow(&desk).await;
            Ok(back(&here, "edited").into_response())
        }
    }
}

fn editor<'a>(desk: &'a Desk, reason: Option<&'a str>) -> Editor<'a> {
    Editor { actor: desk.actor(), source: SOURCE, reason }
}

/// What is to be written; what can't be read is said at its field.
fn read(basic: Basic, line: &mut Line, context: Context<'_>) -> Option<Edit> {
    let typed = line.read();
    if line.typed.error.is_some() {
        return None;
    }
    basic.read(typed.as_deref(), context).map_err(|why| line.typed.refuse(why)).ok()
}
