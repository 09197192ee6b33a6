//! Claims to profiles.

use quarterdeck::audit::Actor;
use quarterdeck::claims::{deciding, runner};
use quarterdeck::database::MIGRATIONS;
use sqlx::PgPool;

use crate::support::Site;

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_executive_claims_their_profile_step_by_step_and_owns_it(pool: PgPool) {
    let site = Site::start(pool).await;
    let ann = "ann@abel.example";
    let profile =
        site.executive().named("Ann Abel").with("Website", "https://abel.example").published().create().await;
    let claim = format!("{}/claim", profile.path);
    let browser = site.browser();
    browser.get(&claim).await.expect(200).expect_says("Step 1 of 3");
    browser.post(&claim, &[("step", "who"), ("name", ""), ("email", ann)]).await.expect(422);
    let next =
        browser.post(&claim, &[("step", "who"), ("name", "Ann Abel"), ("email", ann)]).await.expect(303);
    browser.follow(&next).await.expect(200).expect_says("My address is at the domain");
    browser.post(&claim, &[("step", "proof"), ("method", "domain")]).await.expect(303);
    browser.get(&claim).await.expect(200).expect_says("Confirm your address");
    browser.post("/signin", &[("email", ann), ("next", &claim)]).await.expect(303);
    let link = site.mailbox(ann).link("/signin/link/").await;
    let back = browser.post(&link, &[]).await.expect(303);
    assert_eq!(back.header("location"), claim);
    browser.follow(&back).await.expect(200).expect_says("Send the claim");
    for _ in 0..3 {
        browser.post(&claim, &[("step", "send")]).await.expect(303);
    }
    assert_eq!(site.value("select count(*) from profile_claim_requests").await, "1");
    browser.get(&claim).await.expect(200).expect_says("We have your claim");
    runner::run_due(&site.state, None).await.unwrap();
    browser.get(&claim).await.expect(200).expect_says("Your claim is in review");
    let mut connection = site.pool.acquire().await.unwrap();
    let waiting = deciding::list(&mut connection, false).await.unwrap().remove(0);
    assert!(waiting.is_proven, "{waiting:?}");
    let origin = site.state.origin.clone();
    let approval = deciding::Approval::default();
    let (actor, now) = (Actor::COMMAND_LINE, site.clock.now());
    deciding::approve(&mut connection, waiting.id, &approval, &origin, &actor, now).await.unwrap();
    assert!(deciding::approve(&mut connection, waiting.id, &approval, &origin, &actor, now).await.is_err());
    browser.get(&claim).await.expect(200).expect_says("This profile is yours");
    assert_eq!(site.value("select claim_status from executives").await, "CLAIMED");
    let subjects: Vec<String> =
        site.mailbox(ann).letters().await.into_iter().map(|letter| letter.subject).collect();
    assert_eq!(subjects.len(), 4, "{subjects:?}");
}
