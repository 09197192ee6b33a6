//! Looking at one posting: questions, redirects followed by hand, and what comes of it.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use hyper::{Method, StatusCode, header};
use url::Url;

use super::platform::Platform;
use super::schedule::Found;
use super::verdict::{self, Verdict};
use crate::outbound::{Answer, Client, Failure, Question};
use crate::tend::hosts::Hosts;

/// How many questions a posting is worth, redirects and all.
const QUESTIONS: usize = 8;

/// What a look found.
#[derive(Clone, Debug)]
pub struct Look {
    /// In one word.
    pub found: Found,
    /// In many.
    pub evidence: String,
    /// The last status.
    pub status: Option<u16>,
    /// Hosts that answered in order.
    pub answered: BTreeSet<String>,
    /// The host that didn't.
    pub trouble: Option<Trouble>,
}

/// A host that is to be left alone for a while.
#[derive(Clone, Debug)]
pub struct Trouble {
    pub host: String,
    /// Until when, where it said so itself.
    pub until: Option<DateTime<Utc>>,
    pub why: String,
}

/// Looks whether a posting of this title is open at this address.
pub async fn look(client: &Client, hosts: &Hosts, url: &Url, title: &str, now: DateTime<Utc>) -> Look {
    let mut looking = Looking { client, hosts, now, left: QUESTIONS, look: Look::nothing() };
    let verdict = looking.judge(url, title).await;
    let mut look = looking.look;
    (look.found, look.evidence) = match verdict {
        Verdict::Open(evidence) => (Found::Open, evidence),
        Verdict::Closed(evidence) => (Found::Closed, evidence),
        Verdict::Missing(evidence) => (Found::Missing, evidence),
        Verdict::Unknown(evidence) => (Found::Unknown, evidence),
        Verdict::Busy(evidence) => (Found::NoAnswer, evidence),
        Verdict::AskBoards(at) => (Found::Unknown, format!("leads on and on, to {at}")),
    };
    look
}

struct Looking<'a> {
    client: &'a Client,
    hosts: &'a Hosts,
    now: DateTime<Utc>,
    left: usize,
    look: Look,
}

impl Look {
    /// There is nothing to ask.
    pub fn no_address(error: url::ParseError) -> Self {
        Self { evidence: format!("no address: {error}"), ..Self::nothing() }
    }

    fn nothing() -> Self {
        Self {
            found: Found::Unknown,
            evidence: String::new(),
            status: None,
            answered: BTreeSet::new(),
            trouble: None,
        }
    }
}

impl Looking<'_> {
    async fn judge(&mut self, url: &Url, title: &str) -> Verdict {
        let mut platform = Platform::of(url);
        let (mut method, mut asked) = platform.question(url);
        loop {
            let (at, answer) = match self.follow(&platform, method, &asked).await {
                Ok(found) => found,
                Err(verdict) => return verdict,
            };
            match verdict::of_answer(&platform, title, &asked, &at, &answer, self.now.date_naive()) {
                Verdict::AskBoards(url) => {
                    (platform, method, asked) = (Platform::GreenhouseBoards, Method::GET, url);
                }
                Verdict::Missing(evidence) => return self.missing(&platform, &at, evidence).await,
                verdict => return verdict,
            }
        }
    }

    /// Asks, and goes where it is sent; HEAD becomes GET where it isn't answered well.
    async fn follow(
        &mut self,
        platform: &Platform,
        mut method: Method,
        asked: &Url,
    ) -> Result<(Url, Answer), Verdict> {
        let mut at = asked.clone();
        loop {
            let answer = match self.ask(&method, &at).await {
                Err(Verdict::Busy(_)) if method == Method::HEAD && self.retries_by_get() => {
                    method = Method::GET;
                    continue;
                }
                other => other?,
            };
            if answer.status.is_redirection() && answer.headers.contains_key(header::LOCATION) {
                let to = at.join(answer.header(header::LOCATION));
                let to = to.map_err(|error| Verdict::Unknown(format!("leads to no address: {error}")))?;
                if let Some(verdict) = verdict::of_redirect(platform, &to) {
                    return Err(verdict);
                }
                at = to;
                continue;
            }
            let is_answered = answer.status.is_success() || answer.status == StatusCode::TOO_MANY_REQUESTS;
            if method == Method::HEAD && !is_answered {
                self.look.trouble = None;
                method = Method::GET;
                continue;
            }
            return Ok((at, answer));
        }
    }

    /// Whether the trouble is one that only HEAD may have.
    fn retries_by_get(&mut self) -> bool {
        self.look.trouble.take_if(|trouble| trouble.why.contains("HTTP")).is_some()
    }

    /// One question, in the host's turn.
    async fn ask(&mut self, method: &Method, url: &Url) -> Result<Answer, Verdict> {
        if self.left == 0 {
            return Err(Verdict::Unknown(format!("leads on and on, to {url}")));
        }
        self.left -= 1;
        let host = url.host_str().unwrap_or_default().to_owned();
        let mut question = Question::new(method.clone(), url.clone());
        if url.path().starts_with("/wday/cxs/") {
            question.headers.insert(header::ACCEPT, header::HeaderValue::from_static("application/json"));
        }
        let turn = self.hosts.turn(&host).await;
        let answer = self.client.ask(&question).await;
        drop(turn);
        match answer {
            Ok(answer) => {
                self.look.status = Some(answer.status.as_u16());
                if answer.status == StatusCode::TOO_MANY_REQUESTS || answer.status.is_server_error() {
                    let why = format!("answered {}", answer.status.as_u16());
                    self.look.trouble = Some(Trouble { host, until: answer.retry_after(self.now), why });
                } else {
                    self.look.answered.insert(host);
                }
                Ok(answer)
            }
            Err(failure) if failure.is_refusal() => Err(Verdict::Unknown(failure.to_string())),
            Err(failure) => {
                let why = match &failure {
                    Failure::Http(_) => format!("no HTTP: {failure}"),
                    _ => failure.to_string(),
                };
                self.look.status = None;
                self.look.trouble = Some(Trouble { host, until: None, why: why.clone() });
                Err(Verdict::Busy(why))
            }
        }
    }

    /// A page that is missing says something only where its host is otherwise in order.
    async fn missing(&mut self, platform: &Platform, at: &Url, evidence: String) -> Verdict {
        let status = self.look.status;
        let sign = platform.sign_of_life(at);
        let life = self.ask(&Method::GET, &sign).await;
        self.look.status = status;
        match life {
            Ok(answer) if answer.status.is_success() || answer.status.is_redirection() => {
                Verdict::Missing(format!("{evidence}, while {sign} answers {}", answer.status.as_u16()))
            }
            Ok(answer) => {
                let why = format!("{evidence}, but so does {sign}, with {}", answer.status.as_u16());
                if self.look.trouble.is_some() { Verdict::Busy(why) } else { Verdict::Unknown(why) }
            }
            Err(Verdict::Busy(why)) => {
                Verdict::Busy(format!("{evidence}, but {sign} gives no answer: {why}"))
            }
            Err(verdict) => verdict,
        }
    }
}
