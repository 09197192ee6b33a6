//! An owner whose profile is not public: they see why, edit it, and look at it as others will.

use quarterdeck::database::MIGRATIONS;
use sqlx::PgPool;

use super::me::{AT, PUBLIC, edit, owned};
use crate::support::Site;

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_owner_edits_a_profile_that_is_not_public_and_sees_why_it_is_not(pool: PgPool) {
    let site = Site::start(pool).await;
    let ann = owned(&site).await;
    site.sql("update executives set status = 'REVIEW', role_id = null, location_id = null, headline = null")
        .await;
    site.anonymous().get(PUBLIC).await.expect(404);
    let page = ann.get(AT).await.expect(200);
    page.expect_says("Your profile is not public yet.");
    for (why, field) in
        [("It has no headline", "headline"), ("It names no role", "role"), ("It names no place", "location")]
    {
        page.expect_says(why);
        assert!(page.links().contains(&format!("{AT}/edit#{field}")), "{field}");
        assert!(ann.get(&format!("{AT}/edit")).await.expect(200).has(&format!("[id={field}]")));
    }
    let preview = ann.get(&format!("{AT}/preview")).await.expect(200);
    preview.expect_says("Only you see this page");
    preview.expect_says("Ann Abel");
    assert!(!preview.is_indexable() && preview.json_ld_of("ProfilePage").is_none());

    // What is missing may stay so for now.
    edit(&ann, &format!("{AT}/edit"), &[("about", "I close books.")]).await.expect(303);
    let rest = [
        ("headline", "Builds finance teams"),
        ("role", "Chief Financial Officer"),
        ("location", "Denver, CO"),
    ];
    edit(&ann, &format!("{AT}/edit"), &rest).await.expect(303);
    ann.get(AT).await.expect(200).expect_says("Nothing is missing");
    let preview = ann.get(&format!("{AT}/preview")).await.expect(200);
    for said in ["Builds finance teams", "Chief Financial Officer", "Denver, CO", "I close books."] {
        preview.expect_says(said);
    }
    site.anonymous().get(PUBLIC).await.expect(404);
    let story = [("0-title", "Northwind turnaround"), ("do", "save")];
    edit(&ann, &format!("{AT}/edit/results"), &story).await.expect(303);

    site.sql("update executives set status = 'PUBLISHED'").await;
    site.anonymous().get(PUBLIC).await.expect(200).expect_says("Northwind turnaround");
    let page = ann.get(AT).await.expect(200);
    page.expect_silent("not public yet");
    assert!(page.links().contains(&PUBLIC.to_owned()));

    // Where people have to be told first.
    let berlin = "update executives set status = 'REVIEW', location_id = (select id from locations where country_code = 'DE' limit 1)";
    site.sql(berlin).await;
    ann.get(AT).await.expect(200).expect_says("people have to be told before they are shown");
    site.sql("update executives set status = 'ARCHIVED'").await;
    ann.get(AT).await.expect(200).expect_says("took it offline");
    // Nobody else sees any of it.
    site.member("eve@elsewhere.example").await.get(&format!("{AT}/preview")).await.expect(404);
}
