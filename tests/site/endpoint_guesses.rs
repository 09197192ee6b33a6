//! Wrong tokens: an address has a few, then it has to wait; who has a good one doesn't notice.

use std::net::SocketAddr;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use quarterdeck::audit::Actor;
use quarterdeck::database::MIGRATIONS;
use sqlx::PgPool;

use super::endpoint::{EXECUTIVES, said};
use crate::support::site::PROXY;
use crate::support::{Answer, Site};

async fn knock(site: &Site, peer: &str, forwarded: &str, token: &str) -> Answer {
    let peer: SocketAddr = format!("{peer}:4711").parse().unwrap();
    let mut request = Request::post(EXECUTIVES).header("x-api-key", token).extension(ConnectInfo(peer));
    if !forwarded.is_empty() {
        request = request.header("x-forwarded-for", forwarded);
    }
    site.anonymous().send(request.body(Body::from("[]")).unwrap()).await
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn whoever_guesses_tokens_has_to_wait_and_nobody_else(pool: PgPool) {
    let site = Site::start(pool).await;
    let token = site.source("clay", false).await.token().to_owned();
    knock(&site, "192.0.2.1", "", &token).await.expect(207);
    for n in 0..9 {
        knock(&site, "192.0.2.1", "", &format!("qd_{n}")).await.expect(401);
    }
    let refused = knock(&site, "192.0.2.1", "", "qd_10").await.expect(429);
    assert_eq!(said(&refused)["status"], "error");
    let seconds: u64 = refused.header("retry-after").parse().unwrap();
    assert!((1..=30).contains(&seconds), "{seconds}");
    // Who is known passes, also from there; a stranger elsewhere has guesses of their own.
    knock(&site, "192.0.2.1", "", &token).await.expect(207);
    knock(&site, "192.0.2.2", "", "qd_10").await.expect(401);
    // A header that no proxy of ours wrote counts for nothing; one of ours is believed in its last word.
    knock(&site, "192.0.2.1", "203.0.113.5", "qd_10").await.expect(429);
    knock(&site, PROXY, "203.0.113.5", "qd_10").await.expect(401);
    knock(&site, PROXY, "203.0.113.6, 192.0.2.1", "qd_10").await.expect(429);
    // A token that was revoked is a guess again.
    quarterdeck::ingestion::sources::revoke(&site.pool, "clay", &Actor::COMMAND_LINE, site.clock.now())
        .await
        .unwrap();
    knock(&site, "192.0.2.1", "", &token).await.expect(401);
    knock(&site, "192.0.2.1", "", &token).await.expect(429);
}
