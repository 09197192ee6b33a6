//! Claims decided at the console: approved once something proves them, turned down with a reason, and disputes.

use quarterdeck::accounts::Role;
use quarterdeck::database::MIGRATIONS;
use sqlx::PgPool;

use crate::claims::{ANN, EVE, NOTE, checked, claimed, start};

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_operator_approves_a_claim_at_the_console_once_something_proves_it(pool: PgPool) {
    let (site, profile) = start(pool).await;
    let operator = site.runs_it("operator@site.example", Role::Operator).await;
    let ann = site.member(ANN).await;
    let number = claimed(&site, &ann, &format!("{}/claim", profile.path)).await;
    site.look_at_proofs(None).await;
    let queue = operator.get("/admin/claims").await.expect(200);
    let page = queue.attributes(".console-page a[href^='/admin/claims/k-']", "href")[0].clone();
    assert_eq!(page, format!("/admin/claims/{}", number.to_lowercase()));
    operator.get(&page).await.expect(200).expect_says(NOTE);
    let unproven = operator.post(&page, &[("do", "approve"), ("checked", "")]).await.expect(422);
    unproven.expect_says("Nothing proves it yet");
    let form = [("do", "approve"), ("checked", "Called the office, 15 June.")];
    let done = operator.post(&page, &form).await.expect(303);
    operator.follow(&done).await.expect(200).expect_says("the profile is theirs from now on");
    ann.get("/me/ann-abel").await.expect(200);
    // What was decided is decided.
    operator.post(&page, &form).await.expect(422);
    operator.get("/admin/claims").await.expect(200).expect_silent(&number);
    operator.get("/admin/claims?all=yes").await.expect(200).expect_says(&number);
    let by = "select (select email from users where id = actor_id) || ' ' || action from audit_log where action = 'approve claim'
               order by at desc, id desc limit 1";
    assert_eq!(site.value(by).await, "operator@site.example approve claim");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_operator_turns_a_claim_down_at_the_console_and_says_why(pool: PgPool) {
    let (site, profile) = start(pool).await;
    let operator = site.runs_it("operator@site.example", Role::Operator).await;
    let eve = site.member(EVE).await;
    let number = claimed(&site, &eve, &format!("{}/claim", profile.path)).await;
    site.look_at_proofs(None).await;
    let page = format!("/admin/claims/{}", number.to_lowercase());
    let unsaid = operator.post(&page, &[("do", "reject"), ("reason", " ")]).await.expect(422);
    unsaid.expect_says("Say why");
    operator
        .post(&page, &[("do", "reject"), ("reason", "The office knows nobody of that name.")])
        .await
        .expect(303);
    assert!(site.mailbox(EVE).last().await.text.contains("knows nobody of that name"));
    assert_eq!(site.value("select count(*) from profile_ownerships").await, "0");
    operator.post(&page, &[("do", "dance")]).await.expect(400);
    operator.get("/admin/claims/k-2222-2222").await.expect(404);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_dispute_is_decided_at_the_console_by_saying_that_the_owner_loses_it(pool: PgPool) {
    let (site, profile) = start(pool).await;
    let operator = site.runs_it("operator@site.example", Role::Operator).await;
    let (eve, ann) = (site.member(EVE).await, site.member(ANN).await);
    let first = claimed(&site, &eve, &format!("{}/claim", profile.path)).await;
    site.approve(&first, checked()).await.unwrap();
    let second = claimed(&site, &ann, &format!("{}/claim", profile.path)).await;
    site.look_at_proofs(None).await;
    let page = format!("/admin/claims/{}", second.to_lowercase());
    let owned =
        operator.post(&page, &[("do", "approve"), ("checked", "Her passport, by video.")]).await.expect(422);
    owned.expect_says("The profile has an owner");
    owned.expect_says("Her passport, by video.");
    let form = [("do", "approve"), ("checked", "Her passport, by video."), ("replace", "yes")];
    operator.post(&page, &form).await.expect(303);
    let owner =
        "select u.email from profile_ownerships o join users u on u.id = o.user_id where o.status = 'ACTIVE'";
    assert_eq!(site.value(owner).await, ANN);
    eve.get("/me/ann-abel").await.expect(404);
    ann.get("/me/ann-abel").await.expect(200);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_operator_ends_an_ownership_and_says_why(pool: PgPool) {
    let (site, profile) = start(pool).await;
    let operator = site.runs_it("operator@site.example", Role::Operator).await;
    let eve = site.member(EVE).await;
    let at = "/admin/executives/ann-abel/owner";
    operator.get(at).await.expect(404);
    let number = claimed(&site, &eve, &format!("{}/claim", profile.path)).await;
    site.approve(&number, checked()).await.unwrap();
    site.sql("update executives set claim_status = 'VERIFIED'").await;
    let record = operator.get("/admin/executives/ann-abel").await.expect(200);
    record.expect_says(EVE);
    assert!(record.links().contains(&at.to_owned()));
    operator.get(at).await.expect(200).expect_says("Nobody owns the profile then");
    let unsaid = operator.post(at, &[("reason", " ")]).await.expect(422);
    assert_eq!(unsaid.text("#reason-error"), "Say why: who owns the profile reads it.");
    let long = "The office knows nobody of that name. ".repeat(30);
    let long = operator.post(at, &[("reason", &long)]).await.expect(422);
    assert!(long.text("#reason").starts_with("The office knows"), "what was typed is kept");
    eve.get("/me/ann-abel").await.expect(200);

    let done = operator.post(at, &[("reason", "The office knows nobody of that name.")]).await.expect(303);
    operator.follow(&done).await.expect(200).expect_says("Nobody owns it any more");
    let letter = site.mailbox(EVE).last().await;
    assert_eq!(letter.subject, "The profile of Ann Abel is not yours any more");
    assert!(letter.text.contains("The office knows nobody of that name."), "{}", letter.text);
    eve.get("/me/ann-abel").await.expect(404);
    site.anonymous().get(&profile.path).await.expect(200).expect_says("Nobody has claimed this profile yet");
    let stands = "select o.status || ' ' || o.ended_reason || ' ' || e.claim_status || ' ' || (e.field_sources -> 'claim_status' ->> 'from')
                    from profile_ownerships o join executives e on e.id = o.executive_id";
    assert_eq!(
        site.value(stands).await,
        "REVOKED The office knows nobody of that name. UNCLAIMED end of ownership"
    );
    let log = "select (select email from users where id = actor_id) || ' ' || (before ->> 'owner' is not null) || coalesce(before::text || after::text, '')
                 from audit_log where action = 'end ownership'";
    let log = site.value(log).await;
    assert!(log.starts_with("operator@site.example true") && !log.contains("office"), "{log}");
    operator.post(at, &[("reason", "Again.")]).await.expect(404);
}
