//! Photographs that sources name: asked for once, politely, and written anew. What fails is asked for again later and later, and
//! given up where it would be the same again.

mod schedule;

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::http::{HeaderValue, Method, StatusCode, header};
use sqlx::{Connection, PgConnection};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::Instant;
use url::Url;

use self::schedule::{Failed, again_at};
use super::hosts::Hosts;
use crate::clock::Clock;
use crate::executives::portraits::{self, Fetch};
use crate::outbound::{Answer, Client, Question};
use crate::pictures::{self, Crop, LARGEST_FILE, Portrait, Refusal};

/// How long one photograph may take.
pub const PATIENCE: Duration = Duration::from_secs(5);

/// How much is asked of other people's servers.
#[derive(Clone, Copy, Debug)]
pub struct Manners {
    /// Between two questions to one host.
    pub pause: Duration,
    /// How many are asked at the same time.
    pub at_once: usize,
    /// Photographs in a pass.
    pub photos: i64,
    /// Photographs of one host in a pass.
    pub per_host: i64,
    /// After how long a pass asks no more.
    pub time: Duration,
}

impl Default for Manners {
    fn default() -> Self {
        Self {
            pause: Duration::from_secs(1),
            at_once: 4,
            photos: 200,
            per_host: 60,
            time: Duration::from_mins(1),
        }
    }
}

/// Fetches photographs.
#[derive(Clone, Debug)]
pub struct Fetcher {
    client: Client,
    manners: Manners,
}

/// What came of a pass.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fetched {
    /// Photographs that profiles show from now on.
    pub shown: u64,
    /// Those that are asked for again.
    pub later: u64,
    /// Those that are not.
    pub given_up: u64,
}

impl Fetched {
    /// All of them.
    pub fn count(&self) -> u64 {
        self.shown + self.later + self.given_up
    }
}

impl fmt::Display for Fetched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { shown, later, given_up } = self;
        writeln!(f, "Photos that lists name: {shown} fetched, {later} to be tried again, {given_up} given up")
    }
}

impl Fetcher {
    /// Asks with this client and these manners.
    pub fn new(client: Client, manners: Manners) -> Self {
        // One byte more than a file may have tells that it has more.
        Self { client: client.with_patience(PATIENCE).with_most(LARGEST_FILE + 1), manners }
    }

    /// Asks for the photographs whose time has come.
    pub async fn pass(&self, connection: &mut PgConnection, clock: &Clock) -> sqlx::Result<Fetched> {
        let Manners { photos, per_host, at_once, .. } = self.manners;
        let due = portraits::due(&mut *connection, photos, per_host, clock.now()).await?;
        let (sender, mut answers) = mpsc::channel(at_once);
        let mut asking = self.ask_all(due.into(), &sender);
        drop(sender);
        let mut fetched = Fetched::default();
        while let Some((fetch, answer)) = answers.recv().await {
            keep(connection, &fetch, answer, &mut fetched, clock).await?;
        }
        while asking.join_next().await.is_some() {}
        Ok(fetched)
    }

    fn ask_all(
        &self,
        waiting: VecDeque<Fetch>,
        sender: &mpsc::Sender<(Fetch, Result<Portrait, Failed>)>,
    ) -> JoinSet<()> {
        let end = Instant::now() + self.manners.time;
        let waiting = Arc::new(Mutex::new(waiting));
        let hosts = Arc::new(Hosts::new(self.manners.pause));
        let mut asking = JoinSet::new();
        for _ in 0..self.manners.at_once {
            let (client, sender) = (self.client.clone(), sender.clone());
            let (waiting, hosts) = (waiting.clone(), hosts.clone());
            asking.spawn(async move {
                let next = || waiting.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
                while let Some(fetch) = next().filter(|_| Instant::now() < end) {
                    let answer = photograph(&client, &hosts, &fetch.url).await;
                    if sender.send((fetch, answer)).await.is_err() {
                        return;
                    }
                }
            });
        }
        asking
    }
}

/// Asks for one photograph, and makes ours of it.
async fn photograph(client: &Client, hosts: &Hosts, url: &str) -> Result<Portrait, Failed> {
    let url = Url::parse(url).map_err(|_| Failed::for_good("It is no web address."))?;
    if url.scheme() != "https" {
        return Err(Failed::for_good("Only https is asked."));
    }
    let mut question = Question::new(Method::GET, url);
    let accepted = HeaderValue::from_static("image/jpeg, image/webp, image/png");
    question.headers.insert(header::ACCEPT, accepted);
    let turn = hosts.turn(question.url.host_str().unwrap_or_default()).await;
    let answer = client.ask(&question).await;
    drop(turn);
    let answer = answer.map_err(|failure| {
        let why = failure.to_string();
        if failure.is_refusal() { Failed::for_good(why) } else { Failed::for_now(why) }
    })?;
    let file = file_of(answer)?;
    let cut = pictures::in_turn(move || pictures::cut(&pictures::read(&file)?, Crop::default())).await;
    cut.map_err(|error| Failed::for_now(error.to_string()))?
        .map_err(|refusal| Failed::for_good(refusal.to_string()))
}

/// The file that an answer holds.
fn file_of(answer: Answer) -> Result<bytes::Bytes, Failed> {
    let status = answer.status;
    if status.is_redirection() {
        return Err(Failed::for_good("It leads elsewhere, and is not followed."));
    }
    if status != StatusCode::OK {
        let why = format!("The server answered {}.", status.as_u16());
        let passes = status.is_server_error()
            || matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT);
        return Err(if passes { Failed::for_now(why) } else { Failed::for_good(why) });
    }
    if answer.body.len() > LARGEST_FILE {
        return Err(Failed::for_good(Refusal::Large.to_string()));
    }
    Ok(answer.body)
}

async fn keep(
    connection: &mut PgConnection,
    fetch: &Fetch,
    answer: Result<Portrait, Failed>,
    fetched: &mut Fetched,
    clock: &Clock,
) -> sqlx::Result<()> {
    let now = clock.now();
    match answer {
        Ok(portrait) => {
            let mut transaction = connection.begin().await?;
            if portraits::fetched(&mut transaction, fetch, &portrait, now).await? {
                fetched.shown += 1;
            }
            transaction.commit().await
        }
        Err(failed) => {
            let again = again_at(&failed, fetch.failures, now);
            *(if again.is_some() { &mut fetched.later } else { &mut fetched.given_up }) += 1;
            portraits::failed(connection, fetch, &failed.why, again).await
        }
    }
}
