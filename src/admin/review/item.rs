//! One profile or posting: how it stands, what it waits for, where each of its fields comes from, what was done to it.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::{Map, Value};
use sqlx::{Connection, PgConnection};
use uuid::Uuid;

use super::list::{edit_href, href};
use super::notice::{notice_to, send_notices};
use crate::admin::desk::{Desk, Frame, Sent, back, back_counting, meta};
use crate::admin::editing::SOURCE;
use crate::admin::imports::words;
use crate::admin::log::LogLine;
use crate::admin::requests::follow;
use crate::error::{Error, Result};
use crate::executives::editing::{self, Edit, Editor};
use crate::executives::portraits::{self, Photo, Stand};
use crate::ingestion::Entity;
use crate::ingestion::trace::{Origin, trace};
use crate::jobs::ClosedReason;
use crate::jobs::closing::{self, ClosingError, Standing};
use crate::publishing;
use crate::publishing::queue::{self, Item, reason};
use crate::reviews::moderating::{self, Published};
use crate::telling::Draft;
use crate::urls;
use crate::values::PublishStatus;
use crate::verifications::{self, Standing as Check};
use crate::web::CachePolicy;
use crate::web::links::Link;
use crate::web::page::{Layout, Meta, Page};
use crate::{audit, claims};

/// `/admin/executives/{slug}`, `/admin/jobs/{slug}`
#[derive(Debug, Template)]
#[template(path = "admin/review/item.html")]
struct ItemPage {
    layout: Layout,
    meta: Meta,
    frame: Frame,
    entity: Entity,
    item: Item,
    /// Its own page, where the public sees it.
    page: Option<String>,
    /// Where it is edited.
    edit: String,
    waits_for: Vec<String>,
    /// What its person is told, where they have to be told first and it waits for nothing else.
    notice: Option<Draft>,
    /// Whose a profile is.
    owner: Option<Link>,
    /// What stands for it since it was merged: the last part of its address, and its page.
    merged_into: Option<(String, String)>,
    /// How a posting stands.
    standing: Option<Standing>,
    fields: Vec<FieldLine>,
    /// What imports say of fields that somebody wrote.
    suggestions: Vec<(String, String, String)>,
    /// A profile's photograph, and how it stands with the one that sources name.
    photo: Option<Photo>,
    fetch: Option<Stand>,
    /// What was checked about a profile, or is asked for, and where it is decided.
    checks: Vec<(String, Check)>,
    /// Reviews that lists brought of a profile, and where they are taken off.
    reviews: Vec<(String, Published)>,
    log: Vec<LogLine>,
    refused: Option<String>,
}

impl ItemPage {
    /// Whether the person has to be told first.
    fn waits_for_notice(&self) -> bool {
        self.item.waits_for.iter().any(|word| word == "notice")
    }
}

/// One field, and who says so.
#[derive(Debug)]
struct FieldLine {
    name: String,
    value: String,
    is_locked: bool,
    /// What to read, where.
    origins: Vec<(String, String)>,
}

/// The rows of one kind at a slug.
async fn page(desk: Desk, entity: Entity, slug: &str, refused: Option<String>) -> Result<Response> {
    let pool = &desk.site.pool;
    let trace = trace(pool, slug).await?.filter(|trace| trace.entity == entity).ok_or(Error::NotFound)?;
    let mut connection = pool.acquire().await?;
    let (item, standing) = match entity {
        Entity::Executive => {
            (queue::executive(&mut connection, trace.id, desk.site.rules.notice_gate).await?, None)
        }
        Entity::Job => (
            queue::job(&mut connection, trace.id, desk.now()).await?,
            closing::standing(&mut connection, slug).await?,
        ),
    };
    let item = item.ok_or(Error::NotFound)?;
    let notice = if item.waits_for == ["notice"] { notice_to(&desk, item.id).await? } else { None };
    let owner = match entity {
        Entity::Executive => claims::owning::holder(&mut connection, slug).await?,
        Entity::Job => None,
    };
    let owner = owner.map(|holder| Link::new(holder.email, &urls::AdminOwner::to(slug)));
    let asked = audit::Asked {
        entity_type: Some(entity.as_str()),
        entity_id: Some(trace.id),
        ..audit::Asked::default()
    };
    let log = audit::lines(&mut connection, &asked, 20).await?.iter().map(LogLine::of).collect();
    let (photo, fetch) = match entity {
        Entity::Executive => (
            portraits::shown(&mut *connection, item.id).await?,
            portraits::fetch_of(&mut *connection, item.id).await?,
        ),
        Entity::Job => (None, None),
    };
    let (checks, reviews) = match entity {
        Entity::Executive => (
            verifications::standing(&mut connection, item.id).await?,
            moderating::from_lists(&mut connection, Some(item.id)).await?,
        ),
        Entity::Job => (Vec::new(), Vec::new()),
    };
    let review_href = |review: &Published| urls::AdminClientReview::to(review.id.to_string()).to_string();
    let check_href = |check: &Check| urls::AdminVerification::to(slug, check.kind.param()).to_string();
    let is_shown = item.status == PublishStatus::Published;
    let status = if refused.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = ItemPage {
        meta: meta(item.name.clone()),
        frame: desk.frame(),
        layout: desk.layout,
        entity,
        page: is_shown.then(|| match entity {
            Entity::Executive => urls::Executive::to(slug).to_string(),
            Entity::Job => urls::Job::to(slug).to_string(),
        }),
        edit: edit_href(entity, slug),
        merged_into: item.merged_into.clone().map(|slug| (slug.clone(), href(entity, &slug))),
        waits_for: item.waits_for.iter().map(|word| reason(word)).collect(),
        notice,
        owner,
        standing,
        fields: trace
            .fields
            .into_iter()
            .map(|field| FieldLine {
                name: field.name,
                value: words(&field.value),
                is_locked: field.is_locked,
                origins: field.origins.iter().map(origin).collect(),
            })
            .collect(),
        suggestions: trace
            .suggestions
            .into_iter()
            .map(|suggestion| {
                (
                    suggestion.field,
                    words(&suggestion.value),
                    format!("{}, run {}", suggestion.source, suggestion.run),
                )
            })
            .collect(),
        photo: photo.map(|name| desk_photo(slug, &name)),
        fetch,
        checks: checks.into_iter().map(|check| (check_href(&check), check)).collect(),
        reviews: reviews.into_iter().map(|review| (review_href(&review), review)).collect(),
        log,
        item,
        refused,
    };
    Ok((status, Page::private(page)).into_response())
}

/// A photograph of a profile, shown or waiting, as the console shows it.
pub(in crate::admin) fn desk_photo(slug: &str, name: &str) -> Photo {
    Photo::at(name, |file| urls::AdminPhoto::to(slug, file).to_string())
}

pub(super) async fn photo(urls::AdminPhoto { slug, file }: urls::AdminPhoto, desk: Desk) -> Result<Response> {
    let pool = &desk.site.pool;
    let found = trace(pool, &slug).await?.filter(|found| found.entity == Entity::Executive);
    let profile = found.ok_or(Error::NotFound)?.id;
    let (name, size) = portraits::file_of(&file).ok_or(Error::NotFound)?;
    let jpeg = portraits::of_profile(pool, profile, name, size).await?.ok_or(Error::NotFound)?;
    Ok(portraits::picture(jpeg, CachePolicy::Private))
}

fn origin(origin: &Origin) -> (String, String) {
    let Origin { source, run, position, .. } = origin;
    let href = urls::AdminRunRow::to(run.to_string(), position.to_string()).to_string();
    (format!("{source}, run {run}, row {position}"), href)
}

pub(super) async fn executive(
    urls::AdminExecutive { slug }: urls::AdminExecutive,
    desk: Desk,
) -> Result<Response> {
    page(desk, Entity::Executive, &slug, None).await
}

pub(super) async fn job(urls::AdminJob { slug }: urls::AdminJob, desk: Desk) -> Result<Response> {
    page(desk, Entity::Job, &slug, None).await
}

pub(super) async fn act_on_executive(
    urls::AdminExecutive { slug }: urls::AdminExecutive,
    desk: Desk,
    sent: Sent,
) -> Result<Redirect> {
    let found = trace(&desk.site.pool, &slug).await?.filter(|found| found.entity == Entity::Executive);
    let ids = [found.ok_or(Error::NotFound)?.id];
    if sent.get("do") == "notice" {
        return Ok(back_counting(
            &urls::AdminExecutive::to(slug),
            "notices-sent",
            send_notices(&desk, &ids).await?,
        ));
    }
    let (actor, now) = (desk.actor(), desk.now());
    let mut transaction = desk.site.pool.begin().await?;
    let (done, changed) = match sent.get("do") {
        "publish" => {
            let gate = desk.site.rules.notice_gate;
            ("published", publishing::these_executives(&mut transaction, &ids, gate, actor, now).await?)
        }
        "withdraw" => {
            ("withdrawn", publishing::withdraw_executives(&mut transaction, &ids, actor, now).await?)
        }
        "told" => ("told", publishing::note_told(&mut transaction, &ids, actor, now).await?),
        "remove-photo" => {
            let removed = remove_photo(&mut transaction, &slug, ids[0], &desk).await?;
            ("photo-removed", if removed { ids.into() } else { Vec::new() })
        }
        _ => return Err(nothing_pressed()),
    };
    transaction.commit().await?;
    follow(&desk).await;
    Ok(back_counting(&urls::AdminExecutive::to(slug), done, Some(changed.len())))
}

/// Takes the photograph away that a profile shows, as an edit: no list brings it back. Answers whether there was one.
async fn remove_photo(connection: &mut PgConnection, slug: &str, id: Uuid, desk: &Desk) -> Result<bool> {
    if !editing::lock_profile(&mut *connection, slug).await?
        || portraits::shown(&mut *connection, id).await?.is_none()
    {
        return Ok(false);
    }
    let columns = Map::from_iter([("photo".to_owned(), Value::Null)]);
    let edit = Edit { columns, ..Edit::default() };
    let editor = Editor { actor: desk.actor(), source: SOURCE, reason: None };
    editing::apply(connection, id, &edit, editor, desk.now()).await?;
    Ok(true)
}

pub(super) async fn act_on_job(
    urls::AdminJob { slug }: urls::AdminJob,
    desk: Desk,
    sent: Sent,
) -> Result<Response> {
    let mut connection = desk.site.pool.acquire().await?;
    let standing = closing::standing(&mut connection, &slug).await?.ok_or(Error::NotFound)?;
    let (here, ids, actor, now) =
        (urls::AdminJob::to(slug.as_str()), [standing.id], desk.actor(), desk.now());
    let reason = match sent.get("reason") {
        "filled" => ClosedReason::Filled,
        _ => ClosedReason::Withdrawn,
    };
    let answer = match sent.get("do") {
        "close" => closing::close_by_slug(&mut connection, &slug, reason, actor, now)
            .await
            .map(|_| back(&here, "closed")),
        "reopen" => {
            closing::reopen(&mut connection, &slug, actor, now).await.map(|_| back(&here, "reopened"))
        }
        publish => {
            let mut transaction = connection.begin().await?;
            let (done, changed) = match publish {
                "publish" => ("published", publishing::these_jobs(&mut transaction, &ids, actor, now).await?),
                "withdraw" => {
                    ("withdrawn", publishing::withdraw_jobs(&mut transaction, &ids, actor, now).await?)
                }
                _ => return Err(nothing_pressed()),
            };
            transaction.commit().await?;
            Ok(back_counting(&here, done, Some(changed.len())))
        }
    };
    drop(connection);
    follow(&desk).await;
    match answer {
        Ok(answer) => Ok(answer.into_response()),
        Err(ClosingError::Database(error)) => Err(error.into()),
        Err(error) => page(desk, Entity::Job, &slug, Some(error.to_string())).await,
    }
}

fn nothing_pressed() -> Error {
    Error::BadRequest("Press one of the buttons of the page.".into())
}
