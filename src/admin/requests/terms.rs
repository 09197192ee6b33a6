//! Terms that no role, industry, place or specialty is called: mapped once, and the rows that named them are read again.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::admin::desk::{Desk, Frame, Sent, back, meta};
use crate::admin::imports::{Told, begin};
use crate::error::{Error, Result};
use crate::ingestion::normalise::{industry, location, role, specialty};
use crate::ingestion::replay::replay_naming;
use crate::ingestion::{Summary, runs};
use crate::taxonomy::inbox::{self, InboxError, Term};
use crate::taxonomy::{Catalog, TaxonomyKind};
use crate::urls;
use crate::web::page::{Layout, Meta, Page};
use crate::work::{self, Kind, New};

/// Terms on a page.
const TERMS: i64 = 100;

/// `/admin/terms`
#[derive(Debug, Template)]
#[template(path = "admin/requests/terms.html")]
struct TermsPage {
    layout: Layout,
    meta: Meta,
    frame: Frame,
    kind: TaxonomyKind,
    terms: Vec<Line>,
    /// What terms of this kind may mean, where those are few enough to be offered.
    names: Vec<String>,
    /// Rows that are read again now.
    works: Vec<(String, String)>,
}

#[derive(Debug)]
struct Line {
    term: Term,
    /// Rows that named it: what to read, where.
    examples: Vec<(String, String)>,
    means: String,
    wrong: Option<String>,
}

pub(super) async fn list(_: urls::AdminTerms, desk: Desk) -> Result<Response> {
    let kind = desk.asked("kind").and_then(TaxonomyKind::from_param).unwrap_or(TaxonomyKind::Role);
    page(desk, kind, None).await
}

async fn page(desk: Desk, kind: TaxonomyKind, wrong: Option<(&Sent, String)>) -> Result<Response> {
    let pool = &desk.site.pool;
    let terms = inbox::unknown(pool, Some(kind), TERMS).await?;
    let rows_of = runs::naming(pool, kind, terms.iter().map(|term| term.alias.as_str()), 3).await?;
    let lines = terms.into_iter().zip(rows_of).map(|(term, rows)| {
        let example = |(run, position): (i64, i32)| {
            let href = urls::AdminRunRow::to(run.to_string(), position.to_string()).to_string();
            (format!("run {run}, row {position}"), href)
        };
        let wrong = wrong.as_ref().filter(|(sent, _)| sent.get("term") == term.alias);
        Line {
            examples: rows.into_iter().map(example).collect(),
            means: wrong.map(|(sent, _)| sent.get("means").to_owned()).unwrap_or_default(),
            wrong: wrong.map(|(_, why)| why.clone()),
            term,
        }
    });
    let lines = lines.collect();
    let catalog = desk.site.search.catalog(pool).await?;
    let mut names: Vec<String> = if kind == TaxonomyKind::Location {
        Vec::new()
    } else {
        catalog.slugs(kind).filter_map(|slug| catalog.name(kind, slug)).map(str::to_owned).collect()
    };
    names.sort_unstable();
    let now = desk.now();
    let works = work::newest(pool, 20).await?.into_iter();
    let works = works.filter(|work| work.kind == Kind::Term && work.is_under_way(now));
    let works =
        works.map(|work| (work.about, urls::AdminWork::to(work.id.to_string()).to_string())).collect();
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = TermsPage {
        meta: meta("Unknown terms"),
        frame: desk.frame(),
        layout: desk.layout,
        kind,
        terms: lines,
        names,
        works,
    };
    Ok((status, Page::private(page)).into_response())
}

pub(super) async fn decide(_: urls::AdminTerms, desk: Desk, sent: Sent) -> Result<Response> {
    let kind = TaxonomyKind::from_param(sent.get("kind"));
    let (Some(kind), term) = (kind, sent.get("term")) else {
        return Err(Error::BadRequest("Press one of the buttons beside a term.".into()));
    };
    let here = format!("{}?kind={}", urls::AdminTerms, kind.param());
    if sent.get("do") == "ignore" {
        return match inbox::ignore(&desk.site.pool, kind, term, desk.actor(), desk.now()).await {
            Ok(()) => Ok(back(&here, "term-ignored").into_response()),
            Err(error) => refuse(desk, kind, &sent, error).await,
        };
    }
    let catalog = desk.site.search.catalog(&desk.site.pool).await?;
    let Some(slug) = meant(&catalog, kind, sent.get("means")) else {
        let why = if sent.get("means").is_empty() {
            "Say what it means."
        } else {
            "There is none that is called so."
        };
        return page(desk, kind, Some((&sent, why.to_owned()))).await;
    };
    match inbox::map(&desk.site.pool, kind, term, &slug, desk.actor(), desk.now()).await {
        Ok(_) => {
            read_again(&desk, kind, term, &sent).await?;
            Ok(back(&here, "term-mapped").into_response())
        }
        Err(error) => refuse(desk, kind, &sent, error).await,
    }
}

async fn refuse(desk: Desk, kind: TaxonomyKind, sent: &Sent, error: InboxError) -> Result<Response> {
    match error {
        InboxError::Database(error) => Err(error.into()),
        error => page(desk, kind, Some((sent, error.to_string()))).await,
    }
}

/// The slug of what somebody typed: a slug, or words as rows have them.
pub(in crate::admin) fn meant(catalog: &Catalog, kind: TaxonomyKind, text: &str) -> Option<String> {
    if catalog.id(kind, text).is_some() {
        return Some(text.to_owned());
    }
    let vocabulary = &catalog.vocabulary;
    let only = |slugs: Vec<String>| <[String; 1]>::try_from(slugs).ok().map(|[slug]| slug);
    match kind {
        TaxonomyKind::Role => role::role(text, vocabulary).value.map(|read| read.role_slug),
        TaxonomyKind::Location => location::location(text, vocabulary).value?.location_slug,
        TaxonomyKind::Industry => only(industry::industries(text, vocabulary).value?.slugs),
        TaxonomyKind::Specialty => only(specialty::specialties(text, vocabulary).value?.slugs),
    }
}

/// Reads the rows that named a term again, beside this request.
pub(in crate::admin) async fn read_again(
    desk: &Desk,
    kind: TaxonomyKind,
    term: &str,
    sent: &Sent,
) -> Result<()> {
    let new = New {
        request_key: sent.key(),
        kind: Kind::Term,
        about: term,
        upload: None,
        run: None,
        total: None,
        by: Some(desk.me.user.id),
    };
    let Ok(id) = begin(desk, &new, None).await? else { return Ok(()) };
    let (clock, secrets, term) = (desk.site.clock.clone(), desk.site.secrets.clone(), term.to_owned());
    work::carry_out(&desk.site.pool, &desk.site.clock, id, move |pool, progress| async move {
        let mut told = Told { progress, bytes: None };
        let read = replay_naming(&pool, &clock, &secrets, kind, &term, &mut told).await;
        let summaries = read.map_err(|error| error.to_string())?;
        let rows: usize = summaries.iter().map(Summary::rows).sum();
        let runs: Vec<Option<i64>> = summaries.iter().map(|summary| summary.run_number).collect();
        Ok(json!({"rows": rows, "runs": runs}))
    });
    Ok(())
}
