//! The queue, narrowed as one likes, and what is done with those of it that are ticked.

use askama::Template;
use axum::response::Redirect;
use sqlx::Connection;

use crate::admin::desk::{Desk, Frame, Sent, back, back_counting, meta};
use crate::admin::requests::follow;
use crate::error::{Error, Result};
use crate::ingestion::Entity;
use crate::publishing::queue::{self, Asked, Item, REASONS, Stand, reason};
use crate::publishing::{self, POSTED_WITHIN_DAYS, Publish};
use crate::urls;
use crate::web::page::{Layout, Meta, Page};

/// Rows on a page.
const ROWS: i64 = 50;
/// No more is counted.
const MOST: i64 = 10_000;

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
    pages: Pages,
}

#[derive(Debug)]
struct Tab {
    stand: Stand,
    href: String,
    count: String,
    is_here: bool,
}

/// Where the pages beside this one are.
#[derive(Debug)]
pub(super) struct Pages {
    number: i64,
    prev: Option<String>,
    next: Option<String>,
}

#[derive(Debug)]
struct Line {
    item: Item,
    href: String,
    waits_for: Vec<String>,
}

impl Line {
    fn of(item: Item, entity: Entity) -> Self {
        Self {
            href: href(entity, &item.slug),
            waits_for: item.waits_for.iter().map(|word| reason(word).to_owned()).collect(),
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

fn entity(desk: &Desk) -> Entity {
    desk.asked("what").and_then(Entity::from_param).unwrap_or(Entity::Executive)
}

fn asked(desk: &Desk, stand: Stand) -> Asked<'_> {
    Asked {
        stand,
        source: desk.asked("source"),
        lacks: desk.asked("lacks"),
        text: desk.asked("q"),
        notice_gate: desk.site.rules.notice_gate,
        now: desk.now(),
    }
}

pub(super) async fn show(_: urls::AdminReview, desk: Desk) -> Result<Page<ReviewPage>> {
    let entity = entity(&desk);
    let stand = desk.asked("stand").and_then(Stand::from_param).unwrap_or(Stand::Ready);
    let mut connection = desk.site.pool.acquire().await?;
    let mut tabs = Vec::new();
    for known in Stand::ALL {
        let asked = asked(&desk, *known);
        let count = match entity {
            Entity::Executive => queue::count_executives(&mut connection, &asked, MOST).await?,
            Entity::Job => queue::count_jobs(&mut connection, &asked, MOST).await?,
        };
        let more = if count == MOST { "+" } else { "" };
        let count = format!("{}{more}", crate::web::listing::thousands(count.unsigned_abs()));
        tabs.push(Tab {
            stand: *known,
            href: desk.href_with("stand", known.param()),
            count,
            is_here: *known == stand,
        });
    }
    let number = desk.page_number();
    let (asked, offset) = (asked(&desk, stand), (number - 1) * ROWS);
    let mut rows = match entity {
        Entity::Executive => queue::executives(&mut connection, &asked, offset, ROWS + 1).await?,
        Entity::Job => queue::jobs(&mut connection, &asked, offset, ROWS + 1).await?,
    };
    let shown = usize::try_from(ROWS).unwrap_or(usize::MAX);
    let pages = Pages {
        number,
        prev: (number > 1).then(|| desk.href_with("page", &(number - 1).to_string())),
        next: (rows.len() > shown).then(|| desk.href_with("page", &(number + 1).to_string())),
    };
    rows.truncate(shown);
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
        text: said("q"),
        may_publish_all: stand == Stand::Ready
            && asked.lacks.is_none()
            && asked.text.is_none()
            && !rows.is_empty(),
        rows: rows.into_iter().map(|item| Line::of(item, entity)).collect(),
        here: desk.href_with("what", entity.param()),
        pages,
        layout: desk.layout,
    };
    Ok(Page::private(page))
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
