//! The page where both sides answer each other, and what ends it. Who holds a link received the mail; that is the proof.

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use chrono::TimeDelta;
use serde::Deserialize;
use sqlx::{PgConnection, PgPool};

use super::{Held, audit, held, key, ways};
use crate::contact::pages::{AnswerPage, DeclinePage, Letter};
use crate::contact::queries::{self, Message, Request};
use crate::contact::{LONGEST_MESSAGE, Seat, Side, Status, mails};
use crate::error::{Error, Result};
use crate::secrets::{Key, signed};
use crate::state::AppState;
use crate::web::form::{Field, new_key, request_key, sent_key, too_often, unprocessable};
use crate::web::links::Link;
use crate::web::page::{Layout, Meta, Page};
use crate::web::query::href;
use crate::web::said;
use crate::{mail, urls};

/// Answers of one side within a day.
const MOST_A_DAY: i64 = 20;
/// After how long it is worth trying again.
const TRY_AGAIN: u64 = 60 * 60;

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Fields {
    message: String,
    request_key: String,
}

/// What stands in the form.
struct Answering {
    message: Field,
    request_key: String,
    refused: Option<String>,
    is_sent: bool,
}

pub(super) async fn show(
    urls::AnswerContact { token }: urls::AnswerContact,
    RawQuery(query): RawQuery,
    layout: Layout,
    State(site): State<AppState>,
) -> Result<Response> {
    let key = key(&site).await?;
    let (request, seat) = match found(&mut *site.pool.acquire().await?, &key, &token).await? {
        Held::Open(request, seat) => (request, seat),
        held => return Ok(held.explain(layout)),
    };
    let form = Answering {
        message: Field::blank("message"),
        request_key: new_key(),
        refused: None,
        is_sent: query.as_deref() == Some("sent=yes"),
    };
    Ok(page(&site.pool, layout, &token, &request, seat, form).await?.into_response())
}

pub(super) async fn answer(
    urls::AnswerContact { token }: urls::AnswerContact,
    layout: Layout,
    State(site): State<AppState>,
    Form(fields): Form<Fields>,
) -> Result<Response> {
    let now = site.clock.now();
    let key = key(&site).await?;
    let mut transaction = site.pool.begin().await?;
    let (mut request, seat) = match locked(&mut transaction, &key, &token).await? {
        Held::Open(request, seat) => (request, seat),
        held => return Ok(held.explain(layout)),
    };
    let (id, writer) = (request.id, seat.side());
    let mut form = Answering {
        message: Field::typed("message", &fields.message),
        request_key: sent_key(&fields.request_key),
        refused: None,
        is_sent: false,
    };
    let text = form.message.required_text(LONGEST_MESSAGE, "Type your answer.");
    if form.message.error.is_some() {
        drop(transaction);
        return Ok(unprocessable(page(&site.pool, layout, &token, &request, seat, form).await?));
    }
    let request_key = request_key(&form.request_key, &[&token, &text]);
    let answering = if let Some(seat) = request.seat() {
        seat
    } else {
        // Nobody owns the profile any more: from here on it is the operator's, as if nobody ever had.
        queries::hand_over(&mut *transaction, id).await?;
        request.went_to = Some("OPERATOR".to_owned());
        Seat::Desk
    };
    if queries::write(&mut transaction, id, (writer, answering.ownership()), &text, request_key, now).await? {
        let today = queries::answers_since(&mut *transaction, id, writer, now - TimeDelta::days(1)).await?;
        if today > MOST_A_DAY {
            transaction.rollback().await?;
            form.refused = Some(
                "That are many answers for one day. What you typed is still here: send it tomorrow."
                    .to_owned(),
            );
            return Ok(too_often(TRY_AGAIN, page(&site.pool, layout, &token, &request, seat, form).await?));
        }
        let (reader, to) = match writer {
            Side::Executive => (Seat::Sender, request.email.clone()),
            Side::Sender => (answering, addressee(&site, &request)),
        };
        if let Some(to) = to {
            let ways = ways(&key, &site.origin, reader, id);
            let letter =
                mails::answer(&site.origin, &to, &request, writer, &text, ways).map_err(Error::internal)?;
            mail::post(&mut *transaction, &letter, now).await?;
        }
        audit(&mut transaction, "answer message", &request, now).await?;
        transaction.commit().await?;
    }
    Ok(Redirect::to(&href(&urls::AnswerContact::to(token), "sent=yes")).into_response())
}

pub(super) async fn ask_whether_to_end(
    urls::DeclineContact { token }: urls::DeclineContact,
    layout: Layout,
    State(site): State<AppState>,
) -> Result<Response> {
    let key = key(&site).await?;
    let (request, seat) = match found(&mut *site.pool.acquire().await?, &key, &token).await? {
        Held::Open(request, seat) => (request, seat),
        held => return Ok(held.explain(layout)),
    };
    let is_executive = seat.side() == Side::Executive;
    let title = if is_executive { "Not interested?" } else { "End this correspondence?" };
    let meta = Meta::for_one(title, "Nothing more is sent to either side.");
    let answer_href = urls::AnswerContact::to(token).to_string();
    let page = DeclinePage { layout, meta, with: with(&request, seat), is_executive, answer_href };
    Ok(Page::private(page).into_response())
}

pub(super) async fn end(
    urls::DeclineContact { token }: urls::DeclineContact,
    layout: Layout,
    State(site): State<AppState>,
) -> Result<Response> {
    let now = site.clock.now();
    let key = key(&site).await?;
    let mut transaction = site.pool.begin().await?;
    let (request, writer) = match locked(&mut transaction, &key, &token).await? {
        Held::Open(request, seat) => (request, seat.side()),
        held => return Ok(held.explain(layout)),
    };
    let status = if writer == Side::Executive { Status::Declined } else { Status::Closed };
    queries::set(&mut *transaction, request.id, status, now).await?;
    audit(&mut transaction, "end correspondence", &request, now).await?;
    if let (Side::Executive, Some(to)) = (writer, &request.email) {
        let letter = mails::declined(&site.origin, to, &request).map_err(Error::internal)?;
        mail::post(&mut *transaction, &letter, now).await?;
    }
    transaction.commit().await?;
    let text = if writer == Side::Executive {
        "The sender is told, without a reason, that it does not fit, and can’t write again by this link. What was written is deleted within 30 days."
    } else {
        "Nothing more reaches you from there. What was written is deleted within 30 days."
    };
    let links = vec![Link::new("Executives", &urls::Executives)];
    Ok(said(StatusCode::OK, layout, "That is the end of it", &[text], links))
}

async fn found(connection: &mut PgConnection, key: &Key, token: &str) -> Result<Held> {
    let id = signed::named(token).ok_or(Error::NotFound)?;
    let request = queries::find(&mut *connection, id).await?;
    held(connection, key, token, request).await
}

/// The same; nobody else changes it before the transaction ends.
async fn locked(connection: &mut PgConnection, key: &Key, token: &str) -> Result<Held> {
    let id = signed::named(token).ok_or(Error::NotFound)?;
    let request = queries::lock(&mut *connection, id).await?;
    held(connection, key, token, request).await
}

/// Where mail reaches the executive's side. Who the profile belonged to at the time of the first message counts no more.
fn addressee(site: &AppState, request: &Request) -> Option<String> {
    let operator = || site.operator.email().map(|email| email.to_string());
    if request.went_to.as_deref() == Some("OWNER") { request.owner.clone() } else { operator() }
}

/// The other side, as people call it.
fn with(request: &Request, seat: Seat) -> String {
    match seat {
        Seat::Owner(_) | Seat::Desk => request.name.clone().unwrap_or_default(),
        Seat::Sender if request.went_to.as_deref() == Some("OWNER") => request.executive.clone(),
        Seat::Sender => desk(request),
    }
}

fn desk(request: &Request) -> String {
    format!("the people who run this site, about {}", request.executive)
}

/// What was written, as far as a seat reads it; the first message with what was said beside it.
fn letters(request: &Request, later: Vec<Message>, seat: Seat) -> Vec<Letter> {
    let first = Message {
        side: Side::Sender,
        ownership: request.sent_to,
        message: request.message.clone().unwrap_or_default(),
        at: request.created_at,
    };
    let all = std::iter::once(first).chain(later).filter(|message| seat.reads(message.ownership));
    let written = all.map(|message| Letter {
        from: crate::values::capitalise(&from(request, &message, seat)),
        on: message.at.date_naive(),
        message: message.message,
    });
    written.collect()
}

/// Whose words they are, as a seat calls them.
fn from(request: &Request, message: &Message, seat: Seat) -> String {
    let writer = match message.side {
        Side::Sender => Seat::Sender,
        Side::Executive => Seat::of(message.ownership),
    };
    match writer {
        writer if writer == seat => "you".to_owned(),
        Seat::Sender => request.name.clone().unwrap_or_default(),
        Seat::Owner(_) => request.executive.clone(),
        Seat::Desk => desk(request),
    }
}

async fn page(
    pool: &PgPool,
    layout: Layout,
    token: &str,
    request: &Request,
    seat: Seat,
    form: Answering,
) -> Result<Page<AnswerPage>> {
    let facts = [("Company", &request.company), ("Budget", &request.budget), ("Hours", &request.hours)];
    let facts = facts.into_iter().filter(|_| seat.reads(request.sent_to));
    let with = with(request, seat);
    let meta = Meta::for_one(format!("Answer {with}"), "Neither of you sees the other’s address.");
    Ok(Page::private(AnswerPage {
        layout,
        meta,
        with,
        facts: facts.filter_map(|(label, fact)| Some((label, fact.clone()?))).collect(),
        letters: letters(request, queries::messages(pool, request.id).await?, seat),
        message: form.message,
        request_key: form.request_key,
        refused: form.refused,
        is_sent: form.is_sent,
        end_label: if seat == Seat::Sender { "No more of this" } else { "Not interested" },
        end_href: urls::DeclineContact::to(token).to_string(),
    }))
}
