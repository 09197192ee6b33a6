//! The queue, narrowed as one likes, and what is done with those of it that are ticked.

use askama::Template;
use axum::response::Redirect;
use sqlx::{Connection, PgConnection};
use uuid::Uuid;

use super::notice::send_notices;
use crate::admin::desk::{Desk, Frame, Sent, back, back_counting, meta};
use crate::admin::requests::follow;
use crate::error::{Error, Result};
use crate::ingestion::Entity;
use crate::ingestion::normalise::url::canonical_apply_url;
use crate::publishing::queue::{self, Asked, Behind, Count, Item, Queue, REASONS, Stand, reason};
use crate::publishing::{self, POSTED_WITHIN_DAYS, Publish};
use crate::urls;
use crate::values::search_text;
use crate::web::listing::thousands;
use crate::web::page::{Layout, Meta, Page};

/// Rows on a page.
const ROWS: usize = 50;
/// No more is counted.
const MOST: usize = 1_000;

/// `/admin/review`
#[derive(Debug, Template)]
#[template(path = "admin/review/list.html")]
pub(super) struct ReviewPage {
    layout: Layout,
    meta: Meta,
    frame: Frame,
    entity: Entity,
    stand: Stand,
    kinds: Vec<(String, &'static str, bool)>,
    tabs: Vec<Tab>,
    source: String,
    sources: Vec<String>,
    lacks: String,
    reasons: &'static [(&'static str, &'static str)],
    text: String,
    rows: Vec<Line>,
    /// The address that the form sends to, which comes back to the same view.
    here: String,
    /// Whether all that is ready may be published at once.
    may_publish_all: bool,
    /// Whether this is not the beginning of the queue.
    newest: Option<String>,
    /// Where it goes on.
    next: Option<String>,
    /// Whether words find more than can be shown.
    finds_more: bool,
}

#[derive(Debug)]
struct Tab {
    stand: Stand,
    href: String,
    count: String,
    is_here: bool,
}

#[derive(Debug)]
struct Line {
    item: Item,
    href: String,
    /// Where it is edited.
    edit: String,
    waits_for: Vec<String>,
    /// What stands for it since it was merged: the last part of its address, and its page.
    merged_into: Option<(String, String)>,
}

impl Line {
    fn of(item: Item, entity: Entity) -> Self {
        Self {
            href: href(entity, &item.slug),
            edit: edit_href(entity, &item.slug),
            merged_into: item.merged_into.clone().map(|slug| (slug.clone(), href(entity, &slug))),
            waits_for: item.waits_for.iter().map(|word| reason(word)).collect(),
            item,
        }
    }
}

/// The console's page of a row.
pub(in crate::admin) fn href(entity: Entity, slug: &str) -> String {
    match entity {
        Entity::Executive => urls::AdminExecutive::to(slug).to_string(),
        Entity::Job => urls::AdminJob::to(slug).to_string(),
    }
}

/// Where a row is edited.
pub(super) fn edit_href(entity: Entity, slug: &str) -> String {
    match entity {
        Entity::Executive => urls::AdminEditExecutive::to(slug).to_string(),
        Entity::Job => urls::AdminEditJob::to(slug).to_string(),
    }
}

fn entity(desk: &Desk) -> Entity {
    desk.asked("what").and_then(Entity::from_param).unwrap_or(Entity::Executive)
}

fn asked<'a>(desk: &'a Desk, stand: Stand, called: Option<&'a [Uuid]>) -> Asked<'a> {
    Asked {
        stand,
        source: desk.asked("source"),
        // Nothing else waits.
        lacks: desk.asked("lacks").filter(|_| stand == Stand::Waiting),
        called,
        notice_gate: desk.site.rules.notice_gate,
        now: desk.now(),
    }
}

/// What the queue is called among those of `publishing`.
fn queue_of(entity: Entity) -> Queue {
    match entity {
        Entity::Executive => Queue::Executives,
        Entity::Job => Queue::Jobs,
    }
}

/// The rows that a text finds, whatever their stand.
pub(in crate::admin) async fn called(
    connection: &mut PgConnection,
    entity: Entity,
    text: &str,
) -> sqlx::Result<Vec<Uuid>> {
    match entity {
        Entity::Executive => queue::executives_called(connection, text).await,
        Entity::Job => queue::jobs_called(connection, text, canonical_apply_url(text).as_deref()).await,
    }
}

pub(super) async fn show(_: urls::AdminReview, desk: Desk) -> Result<Page<ReviewPage>> {
    let entity = entity(&desk);
    let stand = desk.asked("stand").and_then(Stand::from_param).unwrap_or(Stand::Ready);
    let text = desk.asked("q").and_then(search_text);
    let mut connection = desk.site.pool.acquire().await?;
    let called = match &text {
        Some(text) => Some(called(&mut connection, entity, text).await?),
        None => None,
    };
    let mut tabs = Vec::new();
    for known in Stand::ALL {
        let asked = asked(&desk, *known, called.as_deref());
        let count = queue::count(&mut connection, queue_of(entity), &asked, MOST).await?;
        tabs.push(Tab {
            stand: *known,
            href: desk.href_with("stand", known.param()),
            count: counted(count),
            is_here: *known == stand,
        });
    }
    let asked = asked(&desk, stand, called.as_deref());
    let behind = desk.asked("behind").and_then(Behind::from_param);
    let part =
        queue::part(&mut connection, queue_of(entity), &asked, behind.unwrap_or(queue::START), ROWS).await?;
    let said = |name: &str| desk.asked(name).unwrap_or_default().to_owned();
    let kinds = [(Entity::Executive, "Executives"), (Entity::Job, "Jobs")];
    let kinds = kinds.map(|(kind, label)| (desk.href_with("what", kind.param()), label, kind == entity));
    let page = ReviewPage {
        meta: meta("Review"),
        frame: desk.frame(),
        entity,
        stand,
        kinds: kinds.into(),
        tabs,
        source: said("source"),
        sources: queue::sources(&mut connection).await?,
        lacks: said("lacks"),
        reasons: REASONS,
        may_publish_all: stand == Stand::Ready && text.is_none() && !part.items.is_empty(),
        text: text.unwrap_or_default(),
        newest: behind.map(|_| desk.href_with("behind", "")),
        next: part.next.map(|next| desk.href_with("behind", &next.param())),
        finds_more: called.is_some_and(|called| called.len() >= MOST),
        rows: part.items.into_iter().map(|item| Line::of(item, entity)).collect(),
        here: desk.href_with("what", entity.param()),
        layout: desk.layout,
    };
    Ok(Page::private(page))
}

/// A count, as far as it was counted.
fn counted(count: Count) -> String {
    let more = if count.is_more { "+" } else { "" };
    format!("{}{more}", thousands(u64::try_from(count.counted).unwrap_or(u64::MAX)))
}

/// What was ticked is put online, taken off, or noted as told; or all that is ready, of a source where one is chosen.
pub(super) async fn act(_: urls::AdminReview, desk: Desk, sent: Sent) -> Result<Redirect> {
    let entity = entity(&desk);
    let here = desk.href_with("what", entity.param());
    let (ids, actor, now, gate) = (sent.ids("id"), desk.actor(), desk.now(), desk.site.rules.notice_gate);
    let mut connection = desk.site.pool.acquire().await?;
    if sent.get("do") == "publish-all" {
        let publish = Publish {
            source: desk.asked("source"),
            notice_gate: gate,
            posted_within_days: Some(POSTED_WITHIN_DAYS),
            dry_run: false,
        };
        let done = match entity {
            Entity::Executive => publishing::executives(&mut connection, publish, actor, now).await?,
            Entity::Job => publishing::jobs(&mut connection, publish, actor, now).await?,
        };
        drop(connection);
        follow(&desk).await;
        return Ok(back_counting(&here, "published", usize::try_from(done.published).ok()));
    }
    if ids.is_empty() {
        return Ok(back(&here, "nothing-chosen"));
    }
    if (sent.get("do"), entity) == ("notice", Entity::Executive) {
        drop(connection);
        return Ok(back_counting(&here, "notices-sent", send_notices(&desk, &ids).await?));
    }
    let mut transaction = connection.begin().await?;
    let (done, changed) = match (sent.get("do"), entity) {
        ("publish", Entity::Executive) => {
            ("published", publishing::these_executives(&mut transaction, &ids, gate, actor, now).await?)
        }
        ("publish", Entity::Job) => {
            ("published", publishing::these_jobs(&mut transaction, &ids, actor, now).await?)
        }
        ("withdraw", Entity::Executive) => {
            ("withdrawn", publishing::withdraw_executives(&mut transaction, &ids, actor, now).await?)
        }
        ("withdraw", Entity::Job) => {
            ("withdrawn", publishing::withdraw_jobs(&mut transaction, &ids, actor, now).await?)
        }
        ("told", Entity::Executive) => {
            ("told", publishing::note_told(&mut transaction, &ids, actor, now).await?)
        }
        _ => return Err(Error::BadRequest("Press one of the buttons below the list.".into())),
    };
    transaction.commit().await?;
    drop(connection);
    follow(&desk).await;
    Ok(back_counting(&here, done, Some(changed.len())))
}
