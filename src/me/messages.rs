//! What came to somebody through the site, and where they answer it.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum_extra::routing::RouterExt;
use chrono::NaiveDate;

use super::saving::mine;
use crate::accounts::SignedIn;
use crate::config::PublicOrigin;
use crate::contact::theirs::{self, Request};
use crate::contact::{KEPT, KEPT_AFTER_END, Status};
use crate::error::Result;
use crate::secrets::{Key, Purpose};
use crate::state::AppState;
use crate::urls;
use crate::web::page::{Layout, Meta, Page};

/// `/me/{slug}/messages`
pub fn routes() -> Router<AppState> {
    Router::new().typed_get(show)
}

/// `/me/{slug}/messages`
#[derive(Debug, Template)]
#[template(path = "me/messages.html")]
struct MessagesPage {
    layout: Layout,
    meta: Meta,
    slug: String,
    messages: Vec<Message>,
    /// For how many days they are kept after the last word, and after one side ended it.
    kept: (i64, i64),
}

/// A message, and how it stands.
#[derive(Debug)]
struct Message {
    from: String,
    company: Option<String>,
    text: String,
    on: NaiveDate,
    stands: &'static str,
    last_word: NaiveDate,
    /// Where all of it is read, and answered.
    href: Option<String>,
}

impl Message {
    fn of(request: Request, key: &Key, origin: &PublicOrigin) -> Self {
        let href = theirs::answer_href(key, origin, &request);
        Self {
            // On this site, whatever name it is seen by.
            href: href.map(|href| href.trim_start_matches(origin.as_str()).to_owned()),
            from: request.name.unwrap_or_default(),
            company: request.company,
            text: request.message.unwrap_or_default(),
            on: request.created_at.date_naive(),
            stands: stands(request.status),
            last_word: request.touched_at.date_naive(),
        }
    }
}

/// How it stands, as its owner sees it.
const fn stands(status: Status) -> &'static str {
    match status {
        Status::Received | Status::Confirmed | Status::Delivered => "Not answered yet",
        Status::Replied => "Answered",
        Status::PassedOn => "Passed on by the people who run this site",
        Status::Declined => "Ended: not interested",
        Status::Closed => "Ended by the sender",
    }
}

async fn show(
    urls::MyMessages { slug }: urls::MyMessages,
    me: SignedIn,
    layout: Layout,
    State(site): State<AppState>,
) -> Result<Page<MessagesPage>> {
    let row = mine(&site, &me, &slug).await?;
    let key = site.secrets.keys(&site.pool).await?.key(Purpose::Contacts);
    let requests = theirs::list(&mut *site.pool.acquire().await?, me.user.id, row.id).await?;
    Ok(Page::private(MessagesPage {
        layout,
        meta: Meta::for_one(
            "Messages to you",
            "What came to you through your profile, and where you answer.",
        ),
        slug,
        messages: requests.into_iter().map(|request| Message::of(request, &key, &site.origin)).collect(),
        kept: (KEPT.num_days(), KEPT_AFTER_END.num_days()),
    }))
}
