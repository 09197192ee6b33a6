//! IndexNow: one list of addresses for Bing, Yandex and the others that share it (indexnow.org/documentation).

use hyper::header::{self, HeaderValue};
use hyper::{Method, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use url::Url;
use uuid::Uuid;

use super::refused;
use super::routes::key_file;
use crate::clock::Clock;
use crate::config::{IndexNowKey, PublicOrigin};
use crate::outbound::{Client, Question};
use crate::outbox::{Carried, Carrier, Undelivered};

/// What kind of outbox row it is.
pub const KIND: &str = "indexnow";

/// How many addresses a notice may name.
pub const MOST: usize = 10_000;

/// A notice as the outbox keeps it: with paths, so that it is true wherever the site is by then.
#[derive(Debug, Serialize, Deserialize)]
pub struct Notice {
    /// What was added, changed or removed.
    pub paths: Vec<String>,
}

/// Tells IndexNow.
#[derive(Debug)]
pub struct IndexNow {
    client: Client,
    url: Url,
    key: IndexNowKey,
    origin: PublicOrigin,
    clock: Clock,
}

impl IndexNow {
    /// With the key that stands in the site's own file.
    pub fn new(client: Client, url: Url, key: IndexNowKey, origin: PublicOrigin, clock: Clock) -> Self {
        Self { client, url, key, origin, clock }
    }

    async fn tell(&self, notice: &Notice) -> Result<(), Undelivered> {
        let urls: Vec<String> = notice.paths.iter().map(|path| self.origin.absolute(path)).collect();
        let host = self.origin.as_str().split_once("://").map_or("", |(_, host)| host);
        let body = json!({
            "host": host, "key": self.key.to_string(),
            "keyLocation": self.origin.absolute(key_file(&self.key)), "urlList": urls,
        });
        let mut question = Question::new(Method::POST, self.url.clone());
        question
            .headers
            .insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
        question.body = body.to_string().into();
        let failed = |error: crate::outbound::Failure| Undelivered {
            why: format!("IndexNow: {error}"),
            ..Undelivered::default()
        };
        let answer = self.client.ask(&question).await.map_err(failed)?;
        // 202: the key is still to be looked at. 422: addresses of another site.
        match answer.status {
            status if status.is_success() => Ok(()),
            StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY => {
                Err(refused("IndexNow", &answer, true, self.clock.now()))
            }
            _ => Err(refused("IndexNow", &answer, false, self.clock.now())),
        }
    }
}

impl Carrier for IndexNow {
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
            self.tell(&notice).await
        })
    }
}
