//! One term: what it is called, what else means it, what is filed under it, and what can be done with it.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::json;

use crate::admin::desk::{Desk, Frame, Sent, back, meta};
use crate::admin::imports::begin;
use crate::admin::log::LogLine;
use crate::admin::requests::{follow, meant, read_again};
use crate::audit;
use crate::error::{Error, Result};
use crate::taxonomy::TaxonomyKind;
use crate::taxonomy::inbox::{self, InboxError};
use crate::terms::filing::{self, Two};
use crate::terms::{self, AliasRow, Called, TermError, TermRow};
use crate::urls;
use crate::web::form::{Field, new_key};
use crate::web::page::{Layout, Meta, Page};
use crate::work::{self, Kind, New};

/// Other names on a page.
const ALIASES: i64 = 200;

/// `/admin/taxonomy/{kind}/{slug}`
#[derive(Debug, Template)]
#[template(path = "admin/taxonomy/term.html")]
struct TermPage {
    layout: Layout,
    meta: Meta,
    frame: Frame,
    kind: TaxonomyKind,
    term: TermRow,
    here: String,
    /// Its page on the site.
    page: Option<String>,
    aliases: Vec<AliasRow>,
    slug: Field,
    name: Field,
    full_name: Field,
    alias: Field,
    into: Field,
    /// What it would be merged into.
    target: Option<TermRow>,
    /// Work on what is filed, under way.
    works: Vec<(String, String)>,
    log: Vec<LogLine>,
    refused: Option<String>,
    request_key: String,
}

impl TermPage {
    /// What the full name is for.
    const fn in_full(&self) -> Option<&'static str> {
        match self.kind {
            TaxonomyKind::Role => Some("In full"),
            TaxonomyKind::Location => Some("Town"),
            TaxonomyKind::Industry | TaxonomyKind::Specialty => None,
        }
    }
}

fn kind_of(word: &str) -> Result<TaxonomyKind> {
    TaxonomyKind::from_param(word).ok_or(Error::NotFound)
}

pub(super) async fn show(urls::AdminTerm { kind, slug }: urls::AdminTerm, desk: Desk) -> Result<Response> {
    let kind = kind_of(&kind)?;
    if terms::find(&desk.site.pool, kind, &slug).await?.is_none() {
        // What was renamed or merged is looked at where it is now.
        let catalog = desk.site.search.catalog(&desk.site.pool).await?;
        let present = catalog.renamed(kind, &slug).ok_or(Error::NotFound)?;
        return Ok(Redirect::to(&urls::AdminTerm::to(kind.param(), present).to_string()).into_response());
    }
    page(desk, kind, &slug, &Sent::default(), None).await
}

async fn page(
    desk: Desk,
    kind: TaxonomyKind,
    slug: &str,
    sent: &Sent,
    refused: Option<String>,
) -> Result<Response> {
    let pool = &desk.site.pool;
    let term = terms::find(pool, kind, slug).await?.ok_or(Error::NotFound)?;
    let aliases = terms::aliases(pool, term.id, ALIASES).await?;
    let typed = |name: &'static str, stands: &str| Field::typed(name, sent.sent(name).unwrap_or(stands));
    let into = sent.sent("into").or_else(|| desk.asked("into")).unwrap_or_default().to_owned();
    let (mut refused, mut target) = (refused, None);
    if !into.is_empty() && refused.is_none() {
        let catalog = desk.site.search.catalog(pool).await?;
        let mut connection = pool.acquire().await?;
        let meant = meant(&catalog, kind, &into).unwrap_or_else(|| into.clone());
        match filing::pair(&mut connection, Two { kind, from: slug, into: &meant }).await {
            Ok([_, found]) => target = Some(found),
            Err(TermError::Database(error)) => return Err(error.into()),
            Err(error) => refused = Some(error.to_string()),
        }
    }
    let asked =
        audit::Asked { entity_type: Some("taxonomy"), entity_id: Some(term.id), ..audit::Asked::default() };
    let mut connection = pool.acquire().await?;
    let log = audit::lines(&mut connection, &asked, 20).await?.iter().map(LogLine::of).collect();
    drop(connection);
    let now = desk.now();
    let works = work::newest(pool, 20).await?.into_iter();
    let works = works.filter(|work| work.kind == Kind::Filing && work.is_under_way(now));
    let works = works.map(|work| (work.about, urls::AdminWork::to(work.id.to_string()).to_string()));
    let status = if refused.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let has_hub = term.is_active && term.executives + term.jobs > 0;
    let page = TermPage {
        meta: meta(term.name.clone()),
        frame: desk.frame(),
        here: urls::AdminTerm::to(kind.param(), slug).to_string(),
        page: match kind {
            TaxonomyKind::Role => Some(urls::Role::to(slug).to_string()),
            TaxonomyKind::Industry => Some(urls::Industry::to(slug).to_string()),
            TaxonomyKind::Location => Some(urls::Location::to(slug).to_string()),
            TaxonomyKind::Specialty => None,
        }
        .filter(|_| has_hub),
        slug: typed("slug", &term.slug),
        name: typed("name", &term.name),
        full_name: typed("full_name", term.full_name.as_deref().unwrap_or_default()),
        alias: typed("alias", ""),
        into: Field::typed("into", &into),
        works: works.collect(),
        layout: desk.layout,
        kind,
        term,
        aliases,
        target,
        log,
        refused,
        request_key: new_key(),
    };
    Ok((status, Page::private(page)).into_response())
}

pub(super) async fn change(
    urls::AdminTerm { kind, slug }: urls::AdminTerm,
    desk: Desk,
    sent: Sent,
) -> Result<Response> {
    let kind = kind_of(&kind)?;
    let term = terms::find(&desk.site.pool, kind, &slug).await?.ok_or(Error::NotFound)?;
    let here = urls::AdminTerm::to(kind.param(), slug.as_str());
    let (actor, now) = (desk.actor(), desk.now());
    let done =
        match sent.get("do") {
            "rename" => {
                let full_name = Some(sent.get("full_name").to_owned()).filter(|name| !name.is_empty());
                let called = Called {
                    slug: sent.get("slug").to_owned(),
                    name: sent.get("name").to_owned(),
                    full_name,
                    ..Called::default()
                };
                let mut transaction = desk.site.pool.begin().await?;
                match terms::rename(&mut transaction, kind, &slug, &called, actor, now).await {
                    Ok(id) => {
                        transaction.commit().await?;
                        find_anew(&desk, kind, id, &called.name, &sent).await?;
                        follow(&desk).await;
                        return Ok(back(&urls::AdminTerm::to(kind.param(), called.slug), "term-renamed")
                            .into_response());
                    }
                    Err(error) => Err(error),
                }
            }
            verb @ ("retire" | "restore") => {
                let is_active = verb == "restore";
                let mut transaction = desk.site.pool.begin().await?;
                match terms::put_in_use(&mut transaction, kind, &slug, is_active, actor, now).await {
                    Ok(()) => {
                        transaction.commit().await?;
                        follow(&desk).await;
                        return Ok(back(&here, if is_active { "term-restored" } else { "term-retired" })
                            .into_response());
                    }
                    Err(error) => Err(error),
                }
            }
            "alias" => {
                let alias = sent.get("alias").to_owned();
                return match inbox::map(&desk.site.pool, kind, &alias, &slug, actor, now).await {
                    Ok(_) => {
                        read_again(&desk, kind, &alias, &sent).await?;
                        Ok(back(&here, "alias-added").into_response())
                    }
                    Err(InboxError::Database(error)) => Err(error.into()),
                    Err(error) => page(desk, kind, &slug, &sent, Some(error.to_string())).await,
                };
            }
            "unalias" => {
                return match inbox::unmap(&desk.site.pool, kind, sent.get("meant"), &slug, actor, now).await {
                    Ok(()) => {
                        follow(&desk).await;
                        Ok(back(&here, "alias-gone").into_response())
                    }
                    Err(InboxError::Database(error)) => Err(error.into()),
                    Err(error) => page(desk, kind, &slug, &sent, Some(error.to_string())).await,
                };
            }
            "merge" => {
                let two = Two { kind, from: &slug, into: sent.get("into") };
                let mut connection = desk.site.pool.acquire().await?;
                match filing::pair(&mut connection, two).await {
                    Ok([_, into]) => {
                        drop(connection);
                        return merge(&desk, kind, &term, into, &sent).await;
                    }
                    Err(error) => Err(error),
                }
            }
            _ => return Err(Error::BadRequest("Press one of the buttons of the page.".into())),
        };
    match done {
        Err(TermError::Database(error)) => Err(error.into()),
        Err(error) => page(desk, kind, &slug, &sent, Some(error.to_string())).await,
        Ok(()) => Ok(Redirect::to(&here.to_string()).into_response()),
    }
}

/// Moves what is filed under a term, beside this request.
async fn merge(
    desk: &Desk,
    kind: TaxonomyKind,
    from: &TermRow,
    into: TermRow,
    sent: &Sent,
) -> Result<Response> {
    let about = format!("{} into {}", from.name, into.name);
    let id = match begin(desk, &new(desk, &about, sent), None).await? {
        Err(known) => known,
        Ok(id) => {
            let (clock, actor, from) = (desk.site.clock.clone(), desk.actor().clone(), from.slug.clone());
            work::carry_out(&desk.site.pool, &desk.site.clock, id, move |pool, progress| async move {
                let mut connection = pool.acquire().await.map_err(|error| error.to_string())?;
                let two = Two { kind, from: &from, into: &into.slug };
                let filed = filing::merge(&mut connection, two, &actor, clock.now(), &progress).await;
                let filed = filed.map_err(|error| error.to_string())?;
                Ok(json!({"executives": filed.executives, "jobs": filed.jobs}))
            });
            id
        }
    };
    Ok(Redirect::to(&urls::AdminWork::to(id.to_string()).to_string()).into_response())
}

/// Has what is filed under a term found by its new name, beside this request.
async fn find_anew(desk: &Desk, kind: TaxonomyKind, term: uuid::Uuid, name: &str, sent: &Sent) -> Result<()> {
    let Ok(id) = begin(desk, &new(desk, name, sent), None).await? else { return Ok(()) };
    work::carry_out(&desk.site.pool, &desk.site.clock, id, move |pool, progress| async move {
        let mut connection = pool.acquire().await.map_err(|error| error.to_string())?;
        let filed = filing::refile(&mut connection, kind, term, &progress).await;
        let filed = filed.map_err(|error| error.to_string())?;
        Ok(json!({"executives": filed.executives, "jobs": filed.jobs}))
    });
    Ok(())
}

fn new<'a>(desk: &Desk, about: &'a str, sent: &Sent) -> New<'a> {
    New {
        request_key: sent.key(),
        kind: Kind::Filing,
        about,
        upload: None,
        run: None,
        total: None,
        by: Some(desk.me.user.id),
    }
}
