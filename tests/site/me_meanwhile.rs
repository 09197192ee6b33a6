//! What others do to an owner's profile meanwhile: they see it, and nothing of theirs or of the others' is lost.

use quarterdeck::database::MIGRATIONS;
use sqlx::PgPool;

use super::me::{ANN, filled, owned};
use crate::support::{Answer, Site};

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_owner_sees_what_others_claim_of_it_and_what_they_began_to_claim(pool: PgPool) {
    let site = Site::start(pool).await;
    let ann = owned(&site).await;
    site.executive().named("Ben Berg").published().create().await;
    ann.get("/me/ann-abel").await.expect(200).expect_silent("Somebody else says");
    let eve = site.member("eve@elsewhere.example").await;
    crate::claims::claimed(&site, &eve, "/executives/ann-abel/claim").await;
    ann.get("/me/ann-abel")
        .await
        .expect(200)
        .expect_says("Somebody else says since 15 Jun 2026 that this profile is theirs");
    ann.post("/executives/ben-berg/claim", &[("step", "who"), ("name", "Ann Abel")]).await.expect(303);
    ann.get("/me/ann-abel").await.expect(200).expect_says("Ben Berg not sent yet: go on where you stopped");
    let again = site.member(ANN).await;
    again.get("/me/ann-abel").await.expect(200).expect_silent("Ben Berg");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn what_was_written_elsewhere_since_the_form_was_opened_is_not_lost(pool: PgPool) {
    let site = Site::start(pool).await;
    let ann = owned(&site).await;
    let at = "/me/ann-abel/edit";
    let opened = ann.get(at).await.expect(200);
    ann.post(at, &[("headline", "Written in another tab")]).await.expect(303);
    let send = async |page: &Answer, at: &str, changes: &[(&str, &str)]| {
        let fields = filled(page, changes);
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        ann.post(at, &fields).await
    };
    // What the old form did not touch stays as it is now.
    send(&opened, at, &[("years", "18")]).await.expect(303);
    let stands = "select headline || ', ' || years_experience from executives";
    assert_eq!(site.value(stands).await, "Written in another tab, 18");
    // What both touched is asked about, and kept as it was typed.
    let crossed = send(&opened, at, &[("headline", "Typed in the old tab")]).await.expect(409);
    assert!(crossed.text("#headline-error").contains("it was made “Written in another tab” elsewhere"));
    assert_eq!(crossed.attributes("#headline", "value"), ["Typed in the old tab"]);
    send(&crossed, at, &[]).await.expect(303);
    assert_eq!(site.value(stands).await, "Typed in the old tab, 18");

    let at = "/me/ann-abel/edit/experience";
    let opened = ann.get(at).await.expect(200);
    send(&opened, at, &[("0-description", "First tab"), ("do", "save")]).await.expect(303);
    let crossed = send(&opened, at, &[("0-description", "Second tab"), ("do", "save")]).await.expect(409);
    crossed.expect_says("First tab");
    assert_eq!(site.value("select description from executive_experience").await, "First tab");
    send(&crossed, at, &[("do", "save")]).await.expect(303);
    assert_eq!(site.value("select description from executive_experience").await, "Second tab");
}
