//! Verifications: asked for by the owner, decided by who runs the site, said on the profile.

use chrono::Duration;
use quarterdeck::audit::{Actor, Decider};
use quarterdeck::database::MIGRATIONS;
use quarterdeck::executives::CheckType;
use quarterdeck::verifications::{self, Finding, VerifyingError};
use sqlx::PgPool;

use super::me::{ANN, AT, PUBLIC, owned};
use crate::support::Site;

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_owner_asks_for_a_check_and_the_profile_says_what_was_found(pool: PgPool) {
    let site = Site::start(pool).await.operated_by("Acme Ltd, desk@acme.example");
    let ann = owned(&site).await;
    let at = format!("{AT}/checks");
    let empty = ann.post(&at, &[("check", "identity")]).await.expect(422);
    assert!(empty.has("#note-identity-error"));
    ann.post(&at, &[("check", "shoe-size"), ("note-shoe-size", "43")]).await.expect(404);
    let private = "Call me at the office of Abel Ltd.";
    for _ in 0..2 {
        ann.post(&at, &[("check", "identity"), ("note-identity", private)]).await.expect(303);
    }
    assert_eq!(site.mailbox("desk@acme.example").letters().await.len(), 1);
    ann.get(&at).await.expect(200).expect_says("You asked for it");
    let public = site.anonymous().get(PUBLIC).await.expect(200);
    public.expect_says("being checked");
    assert!(!public.source().contains(private));
    assert!(!site.anonymous().get(&format!("{PUBLIC}.json")).await.expect(200).source().contains(private));

    let mut connection = site.pool.acquire().await.unwrap();
    let operator = Actor::named("operator");
    let decider = Decider { actor: &operator, origin: &site.state.origin };
    let now = site.clock.now();
    let asked = verifications::list(&mut connection, false).await.unwrap();
    assert_eq!((asked.len(), asked[0].note.as_deref()), (1, Some(private)));
    let until = now.date_naive() + Duration::days(30);
    let finding = Finding { kind: CheckType::Identity, how: "Spoke by video".to_owned(), until: Some(until) };
    let late = Finding { until: Some(now.date_naive() - Duration::days(1)), ..finding.clone() };
    let late = verifications::verify(&mut connection, "ann-abel", &late, decider, now).await;
    assert!(matches!(late, Err(VerifyingError::Passed(_))), "{late:?}");
    verifications::verify(&mut connection, "ann-abel", &finding, decider, now).await.unwrap();
    site.anonymous().get(PUBLIC).await.expect(200).expect_says("Spoke by video");
    // Who looked, when, and until when it counts: on the page, in its data and its text.
    let page = site.anonymous().get(PUBLIC).await.expect(200);
    page.expect_says("checked 15 Jun 2026 by the people who run this site, counts until 15 Jul 2026");
    let text = site.anonymous().get(&format!("{PUBLIC}.md")).await.expect(200);
    assert!(text.source().contains(
        "checked 15 Jun 2026 by the people who run this site, counts until 15 Jul 2026, Spoke by video"
    ));
    let data = site.anonymous().get(&format!("{PUBLIC}.json")).await.expect(200).data();
    let badge = &data["verificationBadges"][0];
    assert_eq!(
        (&badge["checkedBy"], &badge["checkedOn"], &badge["validUntil"]),
        (&"the people who run this site".into(), &"2026-06-15".into(), &"2026-07-15".into())
    );
    assert_eq!(site.value("select claim_status from executives").await, "VERIFIED");
    ann.get(&at).await.expect(200).expect_says("Checked 15 Jun 2026 , until 15 Jul 2026");
    ann.post(&at, &[("check", "identity"), ("note-identity", "Again.")]).await.expect(303);
    assert!(verifications::list(&mut connection, false).await.unwrap().is_empty(), "it holds");

    let reason = "The number was somebody else’s.";
    verifications::decline(&mut connection, "ann-abel", CheckType::Identity, reason, decider, now)
        .await
        .unwrap();
    assert_eq!(site.value("select claim_status from executives").await, "CLAIMED");
    site.anonymous().get(PUBLIC).await.expect(200).expect_silent("Spoke by video");
    assert!(site.mailbox(ANN).last().await.text.contains(reason));
    let none =
        verifications::decline(&mut connection, "ann-abel", CheckType::Identity, reason, decider, now).await;
    assert!(matches!(none, Err(VerifyingError::NotAsked)), "{none:?}");

    let other = site.executive().named("Ben Berg").published().create().await;
    let slug = other.path.rsplit('/').next().unwrap();
    let unclaimed = verifications::verify(&mut connection, slug, &finding, decider, now).await;
    assert!(matches!(unclaimed, Err(VerifyingError::Unclaimed)), "unclaimed is not verified: {unclaimed:?}");
}
