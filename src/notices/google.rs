//! Google's Indexing API, which takes notices of pages with a `JobPosting`: up to 100 in a request, 200 a day unless Google
//! allows more (developers.google.com/search/apis/indexing-api).

use std::path::PathBuf;

use chrono::{DateTime, TimeDelta, Utc};
use hyper::header::{self, HeaderValue};
use hyper::{Method, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::sync::Mutex;
use url::Url;
use uuid::Uuid;

use super::jwt::ServiceAccount;
use super::{multipart, refused};
use crate::clock::Clock;
use crate::config::PublicOrigin;
use crate::outbound::{Client, Failure, Question};
use crate::outbox::{Carried, Carrier, Undelivered};

/// What kind of outbox row it is.
pub const KIND: &str = "google";

/// How many addresses a request may name.
pub const MOST: usize = 100;

/// A notice as the outbox keeps it.
#[derive(Debug, Serialize, Deserialize)]
pub struct Notice {
    /// How much of the quota was taken when it was written; stays when a part is delivered.
    pub taken: usize,
    /// What is told.
    pub changes: Vec<Told>,
}

/// What is told of one address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// Below the site's origin.
    pub path: String,
    /// What happened.
    #[serde(rename = "type")]
    pub kind: Kind,
}

/// What happened to an address, in Google's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// It is new, or says something else now.
    #[serde(rename = "URL_UPDATED")]
    Updated,
    /// It answers 404 or 410.
    #[serde(rename = "URL_DELETED")]
    Deleted,
}

/// Why Google can't be told anything.
#[derive(Debug, thiserror::Error)]
pub enum GoogleError {
    /// There is no such file, or it can't be read.
    #[error("QUARTERDECK_GOOGLE_ACCOUNT: {} can’t be read: {source}", file.display())]
    File {
        /// Which.
        file: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// It holds something else.
    #[error("QUARTERDECK_GOOGLE_ACCOUNT: {} is not the key of a service account: {why}", file.display())]
    Key {
        /// Which.
        file: PathBuf,
        /// What is wrong with it.
        why: String,
    },
}

/// Tells Google.
pub struct Google {
    client: Client,
    batch: Url,
    account: ServiceAccount,
    origin: PublicOrigin,
    clock: Clock,
    token: Mutex<Option<Token>>,
}

struct Token {
    text: String,
    until: DateTime<Utc>,
}

#[derive(Deserialize)]
struct TokenAnswer {
    access_token: String,
    #[serde(default)]
    expires_in: i64,
}

impl Google {
    /// As this account, at this address of the interface.
    pub fn new(
        client: Client,
        mut url: Url,
        account: ServiceAccount,
        origin: PublicOrigin,
        clock: Clock,
    ) -> Self {
        url.set_path("/batch");
        Self { client, batch: url, account, origin, clock, token: Mutex::new(None) }
    }

    async fn tell(&self, mut notice: Notice) -> Result<(), Undelivered> {
        let token = self.token().await?;
        let calls: Vec<String> = (notice.changes.iter())
            .map(|told| json!({"url": self.origin.absolute(&told.path), "type": told.kind}).to_string())
            .collect();
        let (content_type, body) = multipart::write("/v3/urlNotifications:publish", &calls);
        let mut question = Question::new(Method::POST, self.batch.clone());
        question.headers.insert(header::CONTENT_TYPE, value(&content_type));
        question.headers.insert(header::AUTHORIZATION, value(&format!("Bearer {token}")));
        question.body = body.into();
        let answer = self.client.ask(&question).await.map_err(|error| away(&error))?;
        if !answer.status.is_success() {
            if answer.status == StatusCode::UNAUTHORIZED {
                *self.token.lock().await = None;
            }
            let is_final = answer.status == StatusCode::BAD_REQUEST;
            return Err(refused("Google", &answer, is_final, self.clock.now()));
        }
        let statuses = multipart::read(answer.header(header::CONTENT_TYPE), &answer.text(), calls.len());
        let mut why = None;
        let mut left = Vec::new();
        for (told, status) in notice.changes.into_iter().zip(statuses) {
            match status {
                Some(status) if status / 100 == 2 => {}
                // No later try would make it an address that Google takes.
                Some(400) => tracing::warn!(path = told.path, "Google does not take this address"),
                other => {
                    let said = other.map_or("nothing".to_owned(), |status| status.to_string());
                    why.get_or_insert(format!("Google answered {said} for {}", told.path));
                    left.push(told);
                }
            }
        }
        let Some(why) = why else { return Ok(()) };
        notice.changes = left;
        let not_before = answer.retry_after(self.clock.now());
        Err(Undelivered { why, is_final: false, not_before, rest: Some(json!(notice)) })
    }

    /// A token, asked for anew shortly before it ends.
    async fn token(&self) -> Result<String, Undelivered> {
        let mut kept = self.token.lock().await;
        let now = self.clock.now();
        if let Some(token) = kept.as_ref().filter(|token| token.until > now) {
            return Ok(token.text.clone());
        }
        let assertion = self.account.assertion(now).map_err(|why| Undelivered {
            why: format!("Google: no request for a token: {why}"),
            ..Undelivered::default()
        })?;
        let mut question = Question::new(Method::POST, self.account.token_url().clone());
        question
            .headers
            .insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
        question.body = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer")
            .append_pair("assertion", &assertion)
            .finish()
            .into();
        let answer = self.client.ask(&question).await.map_err(|error| away(&error))?;
        let Ok(TokenAnswer { access_token, expires_in }) = serde_json::from_slice(&answer.body) else {
            return Err(refused("Google, asked for a token,", &answer, false, now));
        };
        let until = now + TimeDelta::seconds(expires_in.clamp(0, 3_600)) - TimeDelta::minutes(5);
        *kept = Some(Token { text: access_token.clone(), until });
        Ok(access_token)
    }
}

/// A header's value; what can't be one is empty, and is refused at the other end.
fn value(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static(""))
}

fn away(error: &Failure) -> Undelivered {
    Undelivered { why: format!("Google: {error}"), ..Undelivered::default() }
}

impl Carrier for Google {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn carry<'a>(&'a self, _: Uuid, payload: &'a Value) -> Carried<'a> {
        Box::pin(async move {
            let notice = Notice::deserialize(payload).map_err(|error| Undelivered {
                why: format!("not a notice: {error}"),
                is_final: true,
                ..Undelivered::default()
            })?;
            self.tell(notice).await
        })
    }
}
