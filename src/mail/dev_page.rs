//! `/dev/mail`: what a development site has sent, to be read in the browser. Elsewhere there is no such page.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};
use axum_extra::routing::RouterExt;
use chrono::{DateTime, Utc};
use sqlx::PgPool;
use uuid::Uuid;

use super::{KIND, Message};
use crate::error::{Error, Result};
use crate::outbox::{self, Posted};
use crate::state::{AppState, DevMail};
use crate::urls;
use crate::web::CachePolicy;
use crate::web::page::{Layout, Meta, Page};

/// `/dev/mail` and the messages below it.
pub fn routes() -> Router<AppState> {
    Router::new().typed_get(index).typed_get(show).typed_get(html)
}

/// One message of the outbox.
#[derive(Debug)]
pub struct Letter {
    /// Its address.
    pub href: String,
    /// Where it stands as HTML, if it is also that.
    pub html: Option<String>,
    /// What it says.
    pub message: Message,
    /// When it was written.
    pub written_at: DateTime<Utc>,
    /// `sent`, `waiting`, or why it did not leave.
    pub state: String,
    /// Its text in pieces, addresses apart.
    pub pieces: Vec<Piece>,
}

/// A piece of a text: words, or an address to follow.
#[derive(Debug)]
pub struct Piece {
    /// What it says.
    pub text: String,
    /// Whether it is an address.
    pub is_link: bool,
}

/// The list.
#[derive(Debug, Template)]
#[template(path = "mail/index.html")]
pub struct IndexPage {
    /// The frame.
    pub layout: Layout,
    /// What search engines are told.
    pub meta: Meta,
    /// The newest letters, newest first.
    pub letters: Vec<Letter>,
}

/// One message.
#[derive(Debug, Template)]
#[template(path = "mail/show.html")]
pub struct ShowPage {
    /// The frame.
    pub layout: Layout,
    /// What search engines are told.
    pub meta: Meta,
    /// The letter.
    pub letter: Letter,
}

async fn index(
    _: urls::DevMail,
    layout: Layout,
    State(dev_mail): State<DevMail>,
    State(pool): State<PgPool>,
) -> Result<Page<IndexPage>> {
    dev_mail.or_not_found()?;
    let letters = outbox::newest(&pool, KIND, 100).await?.into_iter().filter_map(letter).collect();
    let meta = Meta::new("Mail", "What this site has sent.", layout.absolute(&urls::DevMail)).noindex();
    Ok(Page::private(IndexPage { layout, meta, letters }))
}

async fn show(
    urls::DevMailMessage { id }: urls::DevMailMessage,
    layout: Layout,
    State(dev_mail): State<DevMail>,
    State(pool): State<PgPool>,
) -> Result<Page<ShowPage>> {
    dev_mail.or_not_found()?;
    let letter = find(&pool, &id).await?;
    let address = layout.absolute(&letter.href);
    let meta = Meta::new(letter.message.subject.clone(), "One mail.", address).noindex();
    Ok(Page::private(ShowPage { layout, meta, letter }))
}

/// The mail by itself. Its looks stand in it, as mail programs want them, and nothing else of it may do anything.
async fn html(
    urls::DevMailHtml { id }: urls::DevMailHtml,
    State(dev_mail): State<DevMail>,
    State(pool): State<PgPool>,
) -> Result<Response> {
    const POLICY: HeaderValue = HeaderValue::from_static(
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'none'; base-uri 'none'; \
         sandbox allow-popups allow-top-navigation-by-user-activation",
    );
    dev_mail.or_not_found()?;
    let html = find(&pool, &id).await?.message.html.ok_or(Error::NotFound)?;
    Ok((CachePolicy::Private, [(header::CONTENT_SECURITY_POLICY, POLICY)], Html(html)).into_response())
}

async fn find(pool: &PgPool, id: &str) -> Result<Letter> {
    let id: Uuid = id.parse().map_err(|_| Error::NotFound)?;
    outbox::find(pool, KIND, id).await?.and_then(letter).ok_or(Error::NotFound)
}

fn letter(posted: Posted) -> Option<Letter> {
    let message: Message = serde_json::from_value(posted.payload).ok()?;
    let state = match (posted.sent_at, posted.last_error) {
        (Some(at), _) => format!("sent {}", at.format("%H:%M:%S")),
        (None, Some(error)) => error,
        (None, None) => "waiting".to_owned(),
    };
    Some(Letter {
        href: urls::DevMailMessage::to(posted.id.to_string()).to_string(),
        html: message.html.is_some().then(|| urls::DevMailHtml::to(posted.id.to_string()).to_string()),
        pieces: pieces(&message.text),
        message,
        written_at: posted.created_at,
        state,
    })
}

/// A text cut where addresses begin and end.
fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("http") {
        let (before, from) = rest.split_at(at);
        let end = from.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>')).unwrap_or(from.len());
        let (word, after) = from.split_at(end);
        let is_link = word.starts_with("http://") || word.starts_with("https://");
        pieces.push(Piece { text: before.to_owned(), is_link: false });
        pieces.push(Piece { text: word.to_owned(), is_link });
        rest = after;
    }
    pieces.push(Piece { text: rest.to_owned(), is_link: false });
    pieces.retain(|piece| !piece.text.is_empty());
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_at_its_addresses() {
        let cut = |text| -> Vec<(String, bool)> {
            pieces(text).into_iter().map(|piece| (piece.text, piece.is_link)).collect()
        };
        assert_eq!(
            cut("Go to https://a.example/b now"),
            [
                ("Go to ".to_owned(), false),
                ("https://a.example/b".to_owned(), true),
                (" now".to_owned(), false)
            ]
        );
        assert_eq!(cut("httpd runs"), [("httpd".to_owned(), false), (" runs".to_owned(), false)]);
    }
}
