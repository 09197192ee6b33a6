//! Where Clay sends rows: each source's address and tokens, a body to copy, a row to try, and what came last.

use askama::Template;
use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum_extra::routing::RouterExt;
use chrono::{DateTime, Utc};

use super::desk::{Desk, Frame, Sent, back, meta};
use crate::error::{Error, Result};
use crate::ingestion::endpoint::try_out;
use crate::ingestion::runs::{self, RecordRow};
use crate::ingestion::sources::{self, Listed, Shown, SourceError};
use crate::ingestion::{Action, Entity, Origin, known_fields};
use crate::state::AppState;
use crate::urls;
use crate::web::form::Field;
use crate::web::page::{Layout, Meta, Page};

pub(super) fn routes() -> Router<AppState> {
    Router::new().typed_get(list).typed_post(add).typed_get(show).typed_post(change)
}

/// Rows that came last.
const LAST: i64 = 20;

/// `/admin/sources`
#[derive(Debug, Template)]
#[template(path = "admin/sources/list.html")]
struct ListPage {
    layout: Layout,
    meta: Meta,
    frame: Frame,
    sources: Vec<(String, Listed)>,
    name: Field,
    auto_publish: bool,
}

/// `/admin/sources/{name}`
#[derive(Debug, Template)]
#[template(path = "admin/sources/show.html")]
struct SourcePage {
    layout: Layout,
    meta: Meta,
    frame: Frame,
    href: String,
    source: Shown,
    /// A token that was just made: it is shown this once.
    token: Option<String>,
    kinds: Vec<(String, &'static str, bool)>,
    endpoint: String,
    body: String,
    /// What its columns mean: field and where it comes from.
    mapping: Vec<(String, String)>,
    trial: Field,
    answer: Option<String>,
    last: Vec<Last>,
}

/// A row that came.
#[derive(Debug)]
struct Last {
    at: DateTime<Utc>,
    href: String,
    action: &'static str,
    name: String,
    notes: Vec<String>,
}

impl Last {
    fn of((run, at, row): (i64, DateTime<Utc>, RecordRow)) -> Self {
        Self {
            at,
            href: urls::AdminRunRow::to(run.to_string(), row.position.to_string()).to_string(),
            action: Action::ALL
                .iter()
                .find(|known| known.as_str() == row.action)
                .map_or("", |action| action.label()),
            name: row.slug.or(row.source_record_id).unwrap_or_else(|| format!("row {}", row.position)),
            notes: row.message.into_iter().chain(row.warnings).collect(),
        }
    }
}

async fn list(_: urls::AdminSources, desk: Desk) -> Result<Page<ListPage>> {
    list_page(desk, Field::typed("name", "clay"), false).await
}

async fn list_page(desk: Desk, name: Field, auto_publish: bool) -> Result<Page<ListPage>> {
    let sources = sources::list(&desk.site.pool).await?.into_iter();
    let sources =
        sources.map(|source| (urls::AdminSource::to(source.name.as_str()).to_string(), source)).collect();
    let frame = desk.frame();
    Ok(Page::private(ListPage {
        layout: desk.layout,
        meta: meta("Clay"),
        frame,
        sources,
        name,
        auto_publish,
    }))
}

/// Gives a source its first token, and shows it.
async fn add(_: urls::AdminSources, desk: Desk, sent: Sent) -> Result<Response> {
    let mut name = Field::typed("name", sent.get("name"));
    let auto_publish = !sent.get("auto_publish").is_empty();
    match sources::add(&desk.site.pool, &name.value, auto_publish, desk.actor(), desk.now()).await {
        Ok(token) => {
            page(desk, &name.value, Shows { token: Some(token.to_string()), ..Shows::default() }).await
        }
        Err(SourceError::Database(error)) => Err(error.into()),
        Err(SourceError::Name(_)) => {
            name.refuse("A name is made of lower-case letters, digits, - and _, at most 63.");
            Ok((StatusCode::UNPROCESSABLE_ENTITY, list_page(desk, name, auto_publish).await?).into_response())
        }
        Err(SourceError::HasToken(_) | SourceError::NoToken(_)) => {
            name.refuse("This source has a token already: open it below to make another one.");
            Ok((StatusCode::UNPROCESSABLE_ENTITY, list_page(desk, name, auto_publish).await?).into_response())
        }
    }
}

/// What a source's page shows besides what is known of it.
#[derive(Default)]
struct Shows {
    token: Option<String>,
    trial: Option<Field>,
    answer: Option<String>,
}

async fn show(urls::AdminSource { name }: urls::AdminSource, desk: Desk) -> Result<Response> {
    page(desk, &name, Shows::default()).await
}

async fn page(desk: Desk, name: &str, shows: Shows) -> Result<Response> {
    let pool = &desk.site.pool;
    let source = sources::show(pool, name).await?.ok_or(Error::NotFound)?;
    let entity = desk.asked("what").and_then(Entity::from_param).unwrap_or(Entity::Executive);
    let here = urls::AdminSource::to(name).to_string();
    let kinds = [(Entity::Executive, "Executives"), (Entity::Job, "Jobs")];
    let kinds = kinds.map(|(kind, label)| (format!("{here}?what={}", kind.param()), label, kind == entity));
    let endpoint = match entity {
        Entity::Executive => desk.site.origin.absolute(urls::IngestExecutives),
        Entity::Job => desk.site.origin.absolute(urls::IngestJobs),
    };
    let mapping =
        source.mappings.iter().filter(|(kind, _)| *kind == entity).flat_map(|(_, mapping)| &mapping.0);
    let mapping = mapping.map(|(field, origin)| {
        let from = match origin {
            Origin::Column(header) => format!("the column “{header}”"),
            Origin::Value(text) => format!("the text “{text}”"),
        };
        (field.clone(), from)
    });
    let mapping = mapping.collect();
    let last = runs::newest_sent(pool, name, LAST).await?.into_iter().map(Last::of).collect();
    let status = match &shows.trial {
        Some(trial) if trial.error.is_some() => StatusCode::UNPROCESSABLE_ENTITY,
        _ => StatusCode::OK,
    };
    let page = SourcePage {
        meta: meta(format!("Clay: {name}")),
        frame: desk.frame(),
        href: format!("{here}?what={}", entity.param()),
        layout: desk.layout,
        source,
        token: shows.token,
        kinds: kinds.into(),
        endpoint,
        body: body(entity),
        mapping,
        trial: shows.trial.unwrap_or_else(|| Field::typed("trial", example(entity))),
        answer: shows.answer,
        last,
    };
    Ok((status, Page::private(page)).into_response())
}

/// A body with all our fields, to be filled in with columns.
fn body(entity: Entity) -> String {
    let fields: Vec<String> = known_fields(entity).map(|field| format!("  \"{field}\": null")).collect();
    format!("{{\n{}\n}}", fields.join(",\n"))
}

/// A row that can be tried as it is.
const fn example(entity: Entity) -> &'static str {
    match entity {
        Entity::Executive => {
            "{\n  \"full_name\": \"Ann Example\",\n  \"headline\": \"Finance leader for growing software companies\",\n  \"role\": \"Fractional CFO\",\n  \"location\": \"Austin, Texas, United States\",\n  \"monthly_rate\": \"$9k-12k/mo\"\n}"
        }
        Entity::Job => {
            "{\n  \"title\": \"Fractional CFO\",\n  \"company_name\": \"Example Freight\",\n  \"location_summary\": \"Remote, US\",\n  \"apply_url\": \"https://jobs.example.com/1\",\n  \"posted_at\": \"2026-11-01\",\n  \"employment_type\": \"Contract\",\n  \"description\": \"Own the numbers two days a week.\"\n}"
        }
    }
}

/// Another token, no token any more, or a row that is tried.
async fn change(urls::AdminSource { name }: urls::AdminSource, desk: Desk, sent: Sent) -> Result<Response> {
    let pool = &desk.site.pool;
    match sent.get("do") {
        "rotate" => match sources::rotate(pool, &name, desk.actor(), desk.now()).await {
            Ok(token) => {
                page(desk, &name, Shows { token: Some(token.to_string()), ..Shows::default() }).await
            }
            Err(error) => Err(failed(error)),
        },
        "revoke" => match sources::revoke(pool, &name, desk.actor(), desk.now()).await {
            Ok(()) => Ok(back(&urls::AdminSource::to(name), "revoked").into_response()),
            Err(error) => Err(failed(error)),
        },
        "try" => {
            let entity = desk.asked("what").and_then(Entity::from_param).unwrap_or(Entity::Executive);
            let source = sources::named(pool, &name, entity).await?.ok_or(Error::NotFound)?;
            let mut trial = Field::typed("trial", sent.get("trial"));
            let mut answer = None;
            match try_out(&desk.site, source, entity, &trial.value).await? {
                Ok(tried) => answer = serde_json::to_string_pretty(&tried).ok(),
                Err(why) => trial.refuse(why),
            }
            page(desk, &name, Shows { trial: Some(trial), answer, ..Shows::default() }).await
        }
        _ => Err(if sources::show(pool, &name).await?.is_some() {
            Error::BadRequest("Press one of the buttons of the source’s page.".into())
        } else {
            Error::NotFound
        }),
    }
}

fn failed(error: SourceError) -> Error {
    match error {
        SourceError::Database(error) => error.into(),
        SourceError::HasToken(_) | SourceError::NoToken(_) | SourceError::Name(_) => Error::NotFound,
    }
}
