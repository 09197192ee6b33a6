//! What clients wrote of people, before it is public, and what those answered; and the reviews that lists brought, to be taken off.

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

    fn of_list(review: Published) -> Self {
        Self {
            href: href(review.id),
            by: review.author,
            profile: review.executive,
            what: "Review from a list",
            at: review.published_at,
            state: if review.taken_off.is_some() { "Taken off" } else { Status::Published.label() },
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

/// A review by invitation, or one that the public sees, with its owner's answer.
enum Item {
    Review(Box<Invite>),
    Public(Box<Published>),
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
    /// Whether there is an answer to be decided about, and whether it waits to be looked at.
    has_answer: bool,
    waits: bool,
    /// Of a review that a list brought: whether it can be taken off, and why it was.
    is_from_list: bool,
    taken_off: Option<String>,
    reason: Field,
}

impl ReviewPage {
    /// Whether it is to be decided for the first time.
    fn is_open(&self) -> bool {
        self.invite.as_ref().map_or(self.waits, |invite| invite.status == Status::Written)
    }

    /// Whether it, or its answer, can still be turned down.
    fn can_be_rejected(&self) -> bool {
        self.invite.as_ref().map_or(self.has_answer, |invite| invite.status != Status::Rejected)
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
    let from_lists = if all { moderating::from_lists(&mut connection, None).await? } else { Vec::new() };
    let lines = reviews.into_iter().map(Line::of_review).chain(replies.into_iter().map(Line::of_reply));
    let lines = lines.chain(from_lists.into_iter().map(Line::of_list)).collect();
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
    // What came by an invitation has its page there, and one here for its answer.
    let review = review.filter(|review| !review.is_invited || review.reply.is_some());
    Ok(Item::Public(Box::new(review.ok_or(Error::NotFound)?)))
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
            has_answer: false,
            waits: false,
            is_from_list: false,
            taken_off: None,
            invite: Some(*invite),
            reason,
        },
        Item::Public(published) => ReviewPage {
            meta: meta(format!("Review of {}", published.executive)),
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
            has_answer: published.taken_off.is_none() && published.replied_at.is_some(),
            waits: published.reply_waits,
            is_from_list: !published.is_invited,
            taken_off: published.taken_off,
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
    let button = sent.get("do");
    let rejects = match (button, &item) {
        ("publish", _) | ("put-back", Item::Public(_)) => false,
        ("reject", _) | ("take-off", Item::Public(_)) => true,
        _ => return Err(Error::BadRequest("Press one of the buttons of the review’s page.".into())),
    };
    let mut reason = Field::typed("reason", sent.get("reason"));
    let why = if rejects {
        let reader = if button == "take-off" { "the owner of the profile" } else { "who wrote it" };
        reason.required_text(LONGEST, &format!("Say why: {reader} reads it."))
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
        (Item::Public(review), _) if button == "take-off" => {
            (moderating::take_off(&mut connection, review.id, &why, decider, now).await, "review-taken-off")
        }
        (Item::Public(review), _) if button == "put-back" => {
            (moderating::put_back(&mut connection, review.id, decider, now).await, "review-put-back")
        }
        (Item::Public(review), false) => {
            (moderating::publish_reply(&mut connection, review.id, decider, now).await, "reply-published")
        }
        (Item::Public(review), true) => {
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
