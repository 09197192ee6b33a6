//! All terms of a kind, with what is filed under each; and a form for a new one.

use std::borrow::Borrow;

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::admin::desk::{Desk, Frame, Sent, back, meta};
use crate::error::{Error, Result};
use crate::taxonomy::TaxonomyKind;
use crate::terms::{self, Called, TermError, TermRow};
use crate::urls;
use crate::values::search_text;
use crate::web::form::Field;
use crate::web::page::{Layout, Meta, Page};

/// Terms on a page.
const TERMS: usize = 100;

/// `/admin/taxonomy`
#[derive(Debug, Template)]
#[template(path = "admin/taxonomy/list.html")]
struct ListPage {
    layout: Layout,
    meta: Meta,
    frame: Frame,
    kind: TaxonomyKind,
    /// Whether those out of use are looked at.
    retired: bool,
    tabs: Vec<(String, &'static str, bool)>,
    text: String,
    terms: Vec<(String, TermRow)>,
    prev: Option<String>,
    next: Option<String>,
    /// The form for a new one: slug, name, in full, country or function.
    form: NewTerm,
    refused: Option<String>,
}

/// What is typed for a new term.
#[derive(Debug)]
struct NewTerm {
    slug: Field,
    name: Field,
    full_name: Field,
    under: Field,
}

impl NewTerm {
    fn of(sent: &Sent) -> Self {
        let field = |name: &'static str| Field::typed(name, sent.get(name));
        Self {
            slug: field("slug"),
            name: field("name"),
            full_name: field("full_name"),
            under: field("under"),
        }
    }
}

/// A count, as far as it was counted.
pub(super) fn counted(count: impl Borrow<i64>) -> String {
    let count = *count.borrow();
    if count > 1_000 { "1,000+".to_owned() } else { crate::web::listing::thousands(count.unsigned_abs()) }
}

impl ListPage {
    /// What the last field of the form is for, where it is for anything.
    const fn under(&self) -> Option<(&'static str, &'static str)> {
        match self.kind {
            TaxonomyKind::Role => Some(("Function", "What it belongs to, as in Finance")),
            TaxonomyKind::Location => Some(("Country", "Its code, as in US")),
            TaxonomyKind::Industry | TaxonomyKind::Specialty => None,
        }
    }

    /// What the form's full name is for.
    const fn in_full(&self) -> Option<(&'static str, &'static str)> {
        match self.kind {
            TaxonomyKind::Role => Some(("In full", "As in Chief Financial Officer")),
            TaxonomyKind::Location => Some(("Town", "Without its region, as in Austin")),
            TaxonomyKind::Industry | TaxonomyKind::Specialty => None,
        }
    }
}

fn kind(desk: &Desk) -> TaxonomyKind {
    desk.asked("kind").and_then(TaxonomyKind::from_param).unwrap_or(TaxonomyKind::Role)
}

pub(super) async fn show(_: urls::AdminTaxonomy, desk: Desk) -> Result<Response> {
    page(desk, NewTerm::of(&Sent::default()), None).await
}

async fn page(desk: Desk, form: NewTerm, refused: Option<String>) -> Result<Response> {
    let kind = kind(&desk);
    let retired = desk.asked("retired").is_some();
    let text = desk.asked("q").and_then(search_text).unwrap_or_default();
    let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    let like = (!text.is_empty()).then(|| format!("%{escaped}%"));
    let from: usize = desk.asked("from").and_then(|from| from.parse().ok()).unwrap_or_default();
    let (offset, limit) =
        (i64::try_from(from).unwrap_or_default(), i64::try_from(TERMS + 1).unwrap_or(i64::MAX));
    let mut rows = terms::list(&desk.site.pool, kind, like.as_deref(), !retired, offset, limit).await?;
    let has_more = rows.len() > TERMS;
    rows.truncate(TERMS);
    let href = |term: &TermRow| urls::AdminTerm::to(kind.param(), &term.slug).to_string();
    let tabs = TaxonomyKind::ALL.iter().map(|known| {
        (format!("{}?kind={}", urls::AdminTaxonomy, known.param()), known.label(), *known == kind)
    });
    let status = if refused.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = ListPage {
        meta: meta("Taxonomy"),
        frame: desk.frame(),
        kind,
        retired,
        tabs: tabs.collect(),
        prev: (from > 0).then(|| match from.saturating_sub(TERMS) {
            0 => desk.href_with("from", ""),
            before => desk.href_with("from", &before.to_string()),
        }),
        next: has_more.then(|| desk.href_with("from", &(from + TERMS).to_string())),
        terms: rows.into_iter().map(|term| (href(&term), term)).collect(),
        layout: desk.layout,
        text,
        form,
        refused,
    };
    Ok((status, Page::private(page)).into_response())
}

pub(super) async fn add(_: urls::AdminTaxonomy, desk: Desk, sent: Sent) -> Result<Response> {
    let kind = kind(&desk);
    if sent.get("do") != "add" {
        return Err(Error::BadRequest("Press the button of the form.".into()));
    }
    let said = |name: &str| Some(sent.get(name).to_owned()).filter(|text| !text.is_empty());
    let called = Called {
        slug: sent.get("slug").to_owned(),
        name: sent.get("name").to_owned(),
        full_name: said("full_name"),
        country: said("under").map(|code| code.to_uppercase()),
        function: said("under"),
    };
    let mut transaction = desk.site.pool.begin().await?;
    match terms::add(&mut transaction, kind, &called, desk.actor(), desk.now()).await {
        Ok(_) => {
            transaction.commit().await?;
            super::super::requests::follow(&desk).await;
            Ok(back(&urls::AdminTerm::to(kind.param(), called.slug), "term-added").into_response())
        }
        Err(TermError::Database(error)) => Err(error.into()),
        Err(error) => {
            drop(transaction);
            page(desk, NewTerm::of(&sent), Some(error.to_string())).await
        }
    }
}
