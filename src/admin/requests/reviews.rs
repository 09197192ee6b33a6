//! What clients wrote of people, before it is public, and what those answered.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{asks_for_all, follow};
use crate::admin::desk::{Desk, Frame, Sent, back, meta};
use crate::audit::Decider;
use crate::error::{Error, Result};
use crate::executives::view::{Reply, Review};
use crate::reviews::Status;
use crate::reviews::moderating::{self, Invite, ModeratingError, Published};
use crate::urls;
use crate::web::form::Field;
use crate::web::page::{Layout, Meta, Page};

/// Characters of a reason.
const LONGEST: usize = 1_000;

/// One thing to be looked at, or that was.
#[derive(Debug)]
struct Line {
    href: String,
    profile: String,
    what: &'static str,
    by: String,
    at: DateTime<Utc>,
    state: &'static str,
}

impl Line {
    fn of_review(invite: Invite) -> Self {
        Self {
            href: href(invite.id),
            profile: invite.executive,
            what: "Review",
            by: invite.author_name.unwrap_or_default(),
            at: invite.written_at.unwrap_or(invite.created_at),
            state: invite.status.label(),
        }
    }

    fn of_reply(review: Published) -> Self {
        let waits = Status::Written.label();
        Self {
            href: href(review.id),
            by: review.executive.clone(),
            profile: review.executive,
            what: "Answer",
            at: review.replied_at.unwrap_or(review.published_at),
            state: if review.reply_waits { waits } else { Status::Published.label() },
        }
    }
}

/// `/admin/reviews`
#[derive(Debug, Template)]
#[template(path = "admin/requests/reviews.html")]
pub(super) struct ListPage {
    layout: Layout,
    meta: Meta,
    frame: Frame,
    all: bool,
    lines: Vec<Line>,
}

/// A review by invitation, or an owner's answer to any.
enum Item {
    Review(Box<Invite>),
    Reply(Box<Published>),
}

/// `/admin/reviews/{id}`
#[derive(Debug, Template)]
#[template(path = "admin/requests/review.html")]
struct ReviewPage {
    layout: Layout,
    meta: Meta,
    frame: Frame,
    href: String,
    slug: String,
    profile: String,
    review: Review,
    /// Of a review by invitation: whom the owner asked, and how it stands.
    invite: Option<Invite>,
    /// Of an answer: whether it waits to be looked at.
    waits: bool,
    reason: Field,
}

impl ReviewPage {
    /// Whether it is to be decided for the first time.
    fn is_open(&self) -> bool {
        self.invite.as_ref().map_or(self.waits, |invite| invite.status == Status::Written)
    }

    /// Whether it can still be taken off.
    fn can_be_rejected(&self) -> bool {
        self.invite.as_ref().is_none_or(|invite| invite.status != Status::Rejected)
    }
}

fn href(id: Uuid) -> String {
    urls::AdminClientReview::to(id.to_string()).to_string()
}

pub(super) async fn list(_: urls::AdminClientReviews, desk: Desk) -> Result<Page<ListPage>> {
    let all = asks_for_all(&desk);
    let mut connection = desk.site.pool.acquire().await?;
    let reviews = moderating::list(&mut connection, all).await?;
    let replies = moderating::replies(&mut connection, all).await?;
    let lines = reviews.into_iter().map(Line::of_review).chain(replies.into_iter().map(Line::of_reply));
    let lines = lines.collect();
    let frame = desk.frame();
    Ok(Page::private(ListPage { layout: desk.layout, meta: meta("Reviews"), frame, all, lines }))
}

pub(super) async fn show(
    urls::AdminClientReview { id }: urls::AdminClientReview,
    desk: Desk,
) -> Result<Response> {
    let item = find(&desk, &id).await?;
    Ok(page(desk, item, Field::blank("reason")).into_response())
}

async fn find(desk: &Desk, id: &str) -> Result<Item> {
    let id: Uuid = id.parse().map_err(|_| Error::NotFound)?;
    let mut connection = desk.site.pool.acquire().await?;
    if let Some(invite) = moderating::find(&mut connection, id).await? {
        return Ok(Item::Review(Box::new(invite)));
    }
    let review = moderating::find_public(&mut connection, id).await?;
    let review = review.filter(|review| review.reply.is_some()).ok_or(Error::NotFound)?;
    Ok(Item::Reply(Box::new(review)))
}

fn page(desk: Desk, item: Item, reason: Field) -> Response {
    let status = if reason.error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let frame = desk.frame();
    let layout = desk.layout;
    let page = match item {
        Item::Review(invite) => ReviewPage {
            meta: meta(format!("Review of {}", invite.executive)),
            layout,
            frame,
            href: href(invite.id),
            slug: invite.slug.clone(),
            profile: invite.executive.clone(),
            review: Review {
                author: invite.author_name.clone().unwrap_or_default(),
                author_title: invite.author_title.clone(),
                author_company: invite.author_company.clone(),
                engagement: invite.engagement.clone(),
                rating: invite.rating.unwrap_or_default(),
                content: invite.content.clone().unwrap_or_default(),
                verified: false,
                is_invited: true,
                published_on: None,
                reply: None,
            },
            waits: false,
            invite: Some(*invite),
            reason,
        },
        Item::Reply(published) => ReviewPage {
            meta: meta(format!("Answer of {}", published.executive)),
            layout,
            frame,
            href: href(published.id),
            slug: published.slug,
            profile: published.executive,
            review: Review {
                author: published.author,
                author_title: published.author_title,
                author_company: published.author_company,
                engagement: published.engagement,
                rating: published.rating,
                content: published.content,
                verified: false,
                is_invited: published.is_invited,
                published_on: Some(published.published_at.date_naive()),
                reply: published.reply.map(|content| {
                    let on = published.replied_at.map(|at| at.date_naive());
                    Reply { content, on }
                }),
            },
            waits: published.reply_waits,
            invite: None,
            reason,
        },
    };
    (status, Page::private(page)).into_response()
}

pub(super) async fn decide(
    urls::AdminClientReview { id }: urls::AdminClientReview,
    desk: Desk,
    sent: Sent,
) -> Result<Response> {
    let item = find(&desk, &id).await?;
    let rejects = match sent.get("do") {
        "publish" => false,
        "reject" => true,
        _ => return Err(Error::BadRequest("Press one of the buttons of the review’s page.".into())),
    };
    let mut reason = Field::typed("reason", sent.get("reason"));
    let why = if rejects {
        reason.required_text(LONGEST, "Say why: who wrote it reads it.")
    } else {
        String::new()
    };
    if reason.error.is_some() {
        return Ok(page(desk, item, reason));
    }
    let is_client = !sent.get("client").is_empty();
    let keys = desk.site.secrets.keys(&desk.site.pool).await?;
    let mut connection = desk.site.pool.acquire().await?;
    let decider = Decider { actor: desk.actor(), origin: &desk.site.origin };
    let now = desk.now();
    let (result, done) = match (&item, rejects) {
        (Item::Review(invite), false) => (
            moderating::publish(&mut connection, keys, invite.id, is_client, decider, now).await,
            "review-published",
        ),
        (Item::Review(invite), true) => (
            moderating::reject(&mut connection, keys, invite.id, &why, decider, now).await,
            "review-rejected",
        ),
        (Item::Reply(review), false) => {
            (moderating::publish_reply(&mut connection, review.id, decider, now).await, "reply-published")
        }
        (Item::Reply(review), true) => {
            (moderating::reject_reply(&mut connection, review.id, &why, decider, now).await, "reply-rejected")
        }
    };
    drop(connection);
    result.map_err(failed)?;
    follow(&desk).await;
    Ok(back(&urls::AdminClientReviews, done).into_response())
}

/// What was decided meanwhile, or taken back, is not there any more.
fn failed(error: ModeratingError) -> Error {
    match error {
        ModeratingError::None(_) => Error::NotFound,
        ModeratingError::Database(error) => error.into(),
        error @ ModeratingError::Mail(_) => Error::internal(error),
    }
}
