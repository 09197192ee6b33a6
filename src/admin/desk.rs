//! Who is at the console, what stands around its pages, and what its forms send.

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::response::{Redirect, Response};
use axum_extra::extract::Form;
use chrono::{DateTime, Utc};
use url::form_urlencoded;
use uuid::Uuid;

use crate::accounts::{AsOperator, SignedIn};
use crate::audit::Actor;
use crate::error::Error;
use crate::state::AppState;
use crate::urls;
use crate::web::form::{request_key, sent_key};
use crate::web::page::{Layout, Meta};

/// Somebody who runs the site, at the console. For others there is none.
#[derive(Clone, Debug)]
pub struct Desk {
    /// Who.
    pub me: SignedIn,
    /// All that handlers ask for.
    pub site: AppState,
    /// The frame of pages.
    pub layout: Layout,
    query: Vec<(String, String)>,
}

impl FromRequestParts<AppState> for Desk {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        let AsOperator(me) = AsOperator::from_request_parts(parts, state).await?;
        let Ok(layout) = Layout::from_request_parts(parts, state).await;
        let query = form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes());
        Ok(Self { me, site: state.clone(), layout, query: query.into_owned().take(50).collect() })
    }
}

impl Desk {
    /// What a parameter of the address says; nothing where it is empty.
    pub fn asked(&self, name: &str) -> Option<&str> {
        let found = self.query.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// The same address with one parameter of another value; without its notice.
    pub fn href_with(&self, name: &str, value: &str) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let others = self.query.iter().filter(|(known, value)| {
            known != name
                && known != DONE
                && known != COUNT
                && !value.is_empty()
                && (known != BEHIND || name == BEHIND)
        });
        query.extend_pairs(others);
        if !value.is_empty() {
            query.append_pair(name, value);
        }
        let query = query.finish();
        if query.is_empty() { self.layout.path.clone() } else { format!("{}?{query}", self.layout.path) }
    }

    /// The time.
    pub fn now(&self) -> DateTime<Utc> {
        self.site.clock.now()
    }

    /// How the audit log names who is at it.
    pub fn actor(&self) -> &Actor {
        &self.me.actor
    }

    /// What stands around a page.
    pub fn frame(&self) -> Frame {
        let counts = self.query.iter().filter(|(known, _)| known == COUNT).map(|(_, count)| count.as_str());
        let counts = counts.filter(|count| count.bytes().all(|byte| byte.is_ascii_digit()));
        let notice = self.asked(DONE).and_then(|done| NOTICES.iter().find(|(known, _)| *known == done));
        let of_imports = [
            urls::AdminUpload::to("").to_string(),
            urls::AdminWork::to("").to_string(),
            urls::AdminRun::to("").to_string(),
        ];
        Frame {
            is_of_imports: of_imports.iter().any(|section| self.layout.path.starts_with(section)),
            notice: notice.map(|(_, text)| {
                counts.fold((*text).to_owned(), |text, count| text.replacen("{}", count, 1))
            }),
        }
    }
}

/// What all pages of the console know.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    /// Whether the page belongs to an import, though it does not stand below the list of them.
    pub is_of_imports: bool,
    /// What was just done.
    pub notice: Option<String>,
}

/// What a page says of itself.
pub fn meta(title: impl Into<String>) -> Meta {
    Meta::for_one(title, "The console of those who run this site.")
}

const DONE: &str = "done";
const COUNT: &str = "n";
/// Where a list goes on: that is another place in a list of others.
const BEHIND: &str = "behind";

/// What a page says when it is come back to; each `{}` is a number.
const NOTICES: &[(&str, &str)] = &[
    ("mapping", "Kept: what the columns mean."),
    ("discarded", "The file is thrown away; nothing of it was imported."),
    ("stopping", "It stops after the rows that are being written."),
    ("removal-upheld", "Upheld: what was known is erased, and no import brings it back."),
    ("removal-rejected", "Rejected: the profile stands where it stood."),
    ("claim-approved", "Approved: the profile is theirs from now on, and they are told."),
    ("claim-rejected", "Rejected, and they are told why."),
    ("correction-accepted", "Accepted: the profile says so from now on."),
    ("correction-rejected", "Rejected: the profile is as it was."),
    ("edit-published", "Published: the profile says it from now on, and its owner is told."),
    ("edit-rejected", "Rejected: the profile is as it was, and its owner is told why."),
    ("check-verified", "The profile says it from now on, and its owner is told."),
    ("check-declined", "The profile does not say it, and its owner is told why."),
    ("check-taken-back", "Taken back: the profile does not say it any more, and its owner is told why."),
    ("review-published", "Published: the profile shows it, and its writer and its owner are told."),
    ("review-rejected", "Not public, and its writer is told why."),
    ("review-taken-off", "Taken off: the profile does not show it any more, and no import brings it back."),
    ("review-put-back", "The profile shows it again."),
    ("reply-published", "Published: the answer stands below the review, and its owner is told."),
    ("reply-rejected", "The answer is not shown, and its owner is told why."),
    ("message-answered", "Sent. What the sender writes back comes to this list again."),
    ("message-passed-on", "Noted. It comes to this list again if the sender writes once more."),
    ("message-declined", "Declined, and the sender is told."),
    (
        "account-added",
        "Added: they sign in with a link that is mailed to them. Whoever runs the site sets up a second factor then.",
    ),
    (
        "account-known",
        "This address has an account already: nothing was changed. What it may do is changed here.",
    ),
    ("account-changed", "Done, and noted with its reason."),
    ("term-added", "Added: rows can be filed under it from now on."),
    (
        "term-renamed",
        "Called so from now on; its old addresses lead here. What is filed under it is being found anew.",
    ),
    ("term-retired", "Out of use: nothing more is filed under it, and it is no choice any more."),
    ("term-restored", "In use again."),
    ("alias-gone", "That means it no longer. Rows that were read before stay as they were read."),
    ("alias-added", "That means it from now on. The rows that named it are being read again."),
    ("dismissed", "Said to be two things, and not proposed again: {}."),
    ("merged", "The two are one now, and the other address leads here."),
    ("unmerged", "They are two again; each says what its own sources say."),
    ("term-mapped", "Mapped. The rows that named it are being read again."),
    ("term-ignored", "Out of the inbox; it stays unknown."),
    ("published", "Published: {}. What is not complete stays in review."),
    ("withdrawn", "Taken off the site, and in review again: {}."),
    ("ownership-ended", "Nobody owns it any more: who did is told, and what was checked no longer counts."),
    ("told", "Noted that they were told: {}."),
    (
        "notices-sent",
        "Notices sent: {}. No address known, so still to be told otherwise: {}. Left out, because they were told, are kept out, have claimed it, or it is not complete: {}.",
    ),
    ("edited", "Saved: it says so from now on, and imports only suggest otherwise."),
    ("unchanged", "Nothing was different, so nothing was saved."),
    ("renamed", "It stands at its new address, and the old one leads there."),
    ("photo-removed", "The photo is gone from the profile, and no list brings one back."),
    ("closed", "The job is closed and on no page any more."),
    ("reopened", "The job is open again, confirmed today."),
    ("revoked", "No token of this source is valid any more; what it brought stays."),
    ("nothing-chosen", "Nothing was chosen: tick some rows first."),
];

/// Back to a page that says what was done.
pub fn back(path: &(impl ToString + ?Sized), done: &str) -> Redirect {
    back_counting(path, done, None)
}

/// The same with numbers.
pub fn back_counting(
    path: &(impl ToString + ?Sized),
    done: &str,
    counts: impl IntoIterator<Item = usize>,
) -> Redirect {
    debug_assert!(NOTICES.iter().any(|(known, _)| *known == done), "{done} says nothing");
    let path = path.to_string();
    let sign = if path.contains('?') { '&' } else { '?' };
    let counts: Vec<String> = counts.into_iter().map(|count| format!("&{COUNT}={count}")).collect();
    let counts = counts.concat();
    Redirect::to(&format!("{path}{sign}{DONE}={done}{counts}"))
}

/// What a form sends.
#[derive(Clone, Debug, Default)]
pub struct Sent(pub Vec<(String, String)>);

impl FromRequest<AppState> for Sent {
    type Rejection = Error;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Error> {
        match Form::<Vec<(String, String)>>::from_request(request, state).await {
            Ok(Form(pairs)) => Ok(Self(pairs)),
            Err(_) => Err(Error::BadRequest("This is no form that this page sends.".into())),
        }
    }
}

impl Sent {
    /// A field; empty where it was not sent.
    pub fn get(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.trim()).unwrap_or_default()
    }

    /// A field as it was typed; nothing where it was not sent.
    pub fn sent(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// All values of a field.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The ids that were ticked.
    pub fn ids(&self, name: &str) -> Vec<Uuid> {
        self.all(name).filter_map(|id| id.parse().ok()).collect()
    }

    /// The same for the same form, sent twice.
    pub fn key(&self) -> Uuid {
        let content: Vec<&str> = self.0.iter().map(|(_, value)| value.as_str()).collect();
        request_key(&sent_key(self.get("request_key")), &content)
    }
}
