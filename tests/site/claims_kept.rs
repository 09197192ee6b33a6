//! What is kept of claims, and what their senders see of it.

use chrono::TimeDelta;
use quarterdeck::claims::deciding;
use quarterdeck::database::MIGRATIONS;
use sqlx::PgPool;

use super::claims::{ANN, EVE, checked, claimed, replacing, start};

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_claim_is_kept_for_as_long_as_something_may_come_of_it(pool: PgPool) {
    let (site, profile) = start(pool).await;
    let other = site.executive().named("Bea Berg").published().create().await;
    let (ann, eve) = (site.member(ANN).await, site.member(EVE).await);
    let of_ann = claimed(&site, &ann, &format!("{}/claim", profile.path)).await;
    site.approve(&of_ann, checked()).await.unwrap();
    let of_eve = claimed(&site, &eve, &format!("{}/claim", other.path)).await;
    let forgets = async |days: i64| {
        let mut connection = site.pool.acquire().await.unwrap();
        deciding::forget(&mut connection, site.clock.now() + TimeDelta::days(days)).await.unwrap()
    };
    assert_eq!(forgets(400).await, 0, "hers, and one that somebody still has to decide");
    site.sql("update profile_ownerships set status = 'REVOKED', ended_at = '2026-07-15 12:00Z'").await;
    assert_eq!(forgets(59).await, 0, "not before 30 days have passed since it was hers");
    assert_eq!(forgets(61).await, 1);
    assert_eq!(site.value("select number from profile_claim_requests").await, of_eve);
    site.sql("update users set disabled_at = '2026-06-20 12:00Z' where email = 'eve@elsewhere.example'")
        .await;
    assert_eq!(forgets(29).await, 0);
    assert_eq!(forgets(31).await, 1, "nobody is left who could get it");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn whoever_owns_one_profile_sees_what_else_they_claimed_and_why_it_was_turned_down(pool: PgPool) {
    let (site, profile) = start(pool).await;
    let bea = site.executive().named("Bea Berg").published().create().await;
    let cem = site.executive().named("Cem Can").published().create().await;
    let ann = site.member(ANN).await;
    let first = claimed(&site, &ann, &format!("{}/claim", profile.path)).await;
    site.approve(&first, checked()).await.unwrap();
    ann.get("/me/ann-abel").await.expect(200).expect_silent("What else you claimed");
    claimed(&site, &ann, &format!("{}/claim", bea.path)).await;
    let third = claimed(&site, &ann, &format!("{}/claim", cem.path)).await;
    site.turn_down(&third, "You are not Cem.").await.unwrap();
    let page = ann.get("/me/ann-abel").await.expect(200);
    page.expect_says("What else you claimed");
    page.expect_says("Bea Berg to be decided");
    page.expect_says("Cem Can not approved: You are not Cem.");
    let nothing = site.member(EVE).await;
    let refused = claimed(&site, &nothing, &format!("{}/claim", cem.path)).await;
    site.turn_down(&refused, "Nor are you.").await.unwrap();
    nothing.get("/me").await.expect(200).expect_says("not approved: Nor are you.");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn nobody_is_trusted_for_what_an_earlier_owner_showed(pool: PgPool) {
    let (site, profile) = start(pool).await;
    let at = format!("{}/claim", profile.path);
    let (ann, eve) = (site.member(ANN).await, site.member(EVE).await);
    let first = claimed(&site, &ann, &at).await;
    site.approve(&first, checked()).await.unwrap();
    site.sql(
        "insert into executive_verifications (id, executive_id, check_type, status, detail, checked_at, valid_until, source)
         select gen_random_uuid(), id, 'IDENTITY', 'VERIFIED', 'Her passport', now(), now() + interval '1 year', 'operator' from executives;
         insert into executive_verifications (id, executive_id, check_type, status, asked_at, asked_note, source)
         select gen_random_uuid(), id, 'CREDENTIALS', 'PENDING', now(), 'Ask my school', 'owner' from executives;
         update executives set claim_status = 'VERIFIED';
         insert into profile_edits (id, executive_id, user_id, source, fields, before, after, status, created_at)
         select gen_random_uuid(), executive_id, user_id, 'owner', '{headline}', '{}',
                '{\"columns\": {\"headline\": \"Mine\"}}', 'PENDING', now()
           from profile_ownerships where status = 'ACTIVE'",
    )
    .await;
    let dispute = claimed(&site, &eve, &at).await;
    let before = site.value("select user_id from profile_ownerships where status = 'ACTIVE'").await;
    site.approve(&dispute, replacing()).await.unwrap();
    assert_eq!(site.value("select claim_status from executives").await, "CLAIMED");
    let checks = "select string_agg(check_type || ' ' || status || coalesce(detail, '') || coalesce(asked_note, ''), ', '
                                    order by check_type) from executive_verifications";
    assert_eq!(site.value(checks).await, "IDENTITY UNVERIFIED, CREDENTIALS UNVERIFIED");
    assert_eq!(
        site.value("select status || ' ' || reason from profile_edits").await,
        "REJECTED The profile is not theirs any more."
    );
    let parted = "select before ->> 'owner' || ' ' || jsonb_array_length(before -> 'checks') || ' '
                         || jsonb_array_length(after -> 'rejected_edits') from audit_log where action = 'end ownership'";
    assert_eq!(site.value(parted).await, format!("{before} 2 1"));
}
