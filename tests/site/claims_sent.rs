//! The last step of a claim: what it costs, what it writes, and two at once.

use quarterdeck::clock::Clock;
use quarterdeck::database::MIGRATIONS;
use quarterdeck::state::Rules;
use sqlx::PgPool;

use super::claims::{ANN, NOTE, start};
use crate::support::site::noon;
use crate::support::statements::sent_by;
use crate::support::{Browser, Site};

/// Fills in the first two steps, as somebody who is signed in.
async fn fill_in(browser: &Browser<'_>, at: &str) {
    browser.post(at, &[("step", "who"), ("name", "Ann Abel")]).await.expect(303);
    browser.post(at, &[("step", "proof"), ("method", "note"), ("note", NOTE)]).await.expect(303);
}

async fn send(browser: &Browser<'_>, at: &str) {
    browser.post(at, &[("step", "send")]).await.expect(303);
}

/// How many claims there are, mails that say so, and lines in the log.
async fn written(site: &Site) -> String {
    site.value(
        "select (select count(*) from profile_claim_requests) || ' '
                || (select count(*) from outbox where payload ->> 'subject' like 'We have your claim%') || ' '
                || (select count(*) from audit_log where action = 'claim')",
    )
    .await
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn whoever_sends_a_claim_waits_for_three_statements(pool: PgPool) {
    let (site, profile) = start(pool).await;
    let at = format!("{}/claim", profile.path);
    let ann = site.member(ANN).await;
    fill_in(&ann, &at).await;
    let mut statements = sent_by(send(&ann, &at)).await;
    // Before it answers, the site under test catches up with what changed.
    statements.retain(|statement| !statement.contains("pg_snapshot_xmin") && !statement.contains("xact"));
    // Who asks, what they filled in, and the claim with all that goes with it.
    assert_eq!(statements.len(), 3, "{statements:#?}");
    assert!(statements[2].starts_with("with sent as"), "a transaction of its own: {statements:#?}");
    assert_eq!(written(&site).await, "1 1 1");
    let log = "select a.actor_role || ' ' || host(a.client_address) || ' ' || (a.actor_id = c.user_id) || ' '
                      || (a.entity_id = c.id) || ' ' || a.entity_type || ' ' || a.request_id || ' '
                      || (a.after = jsonb_build_object('status', 'RECEIVED', 'profile', c.executive_id, 'number', c.number))
                 from audit_log a, profile_claim_requests c where a.action = 'claim'";
    let line = site.value(log).await;
    assert!(
        line.starts_with("owner ") && line.ends_with(" true") && line.contains(" true true claim "),
        "{line}"
    );
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_claim_that_is_sent_twice_at_once_is_one_and_counts_once(pool: PgPool) {
    let rules = Rules { rate_limit_scale: "1".parse().unwrap(), ..Rules::default() };
    quarterdeck::taxonomy::load_shipped(&pool).await.unwrap();
    let site = Site::ruled(pool, Clock::standing_at(noon()), rules);
    let ann = site.member(ANN).await;
    for name in ["Ann Abel", "Ben Berg", "Cy Cole", "Di Dahl", "Ed Eames"] {
        let profile = site.executive().named(name).published().create().await;
        let at = format!("{}/claim", profile.path);
        fill_in(&ann, &at).await;
        tokio::join!(send(&ann, &at), send(&ann, &at), send(&ann, &at));
    }
    assert_eq!(written(&site).await, "5 5 5");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn whoever_sends_from_two_browsers_at_once_has_one_claim(pool: PgPool) {
    let (site, profile) = start(pool).await;
    let at = format!("{}/claim", profile.path);
    let (phone, desk) = (site.member(ANN).await, site.member(ANN).await);
    fill_in(&phone, &at).await;
    fill_in(&desk, &at).await;
    tokio::join!(send(&phone, &at), send(&desk, &at));
    assert_eq!(written(&site).await, "1 1 1");
    assert_eq!(site.value("select count(*) from claim_drafts").await, "0");
}
