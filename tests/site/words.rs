//! `/about`, `/data-sources`, `/privacy`.

use quarterdeck::database::MIGRATIONS;
use sqlx::PgPool;

use crate::support::Site;

#[sqlx::test(migrator = "MIGRATIONS")]
async fn the_pages_of_words_are_there_and_keep_their_promises(pool: PgPool) {
    let site = Site::start(pool).await;
    for (path, words) in [
        ("/about", "Holds for 75 days"),
        ("/data-sources", "City data from GeoNames , licensed under CC BY 4.0"),
        ("/data-sources", "Source: The Fractional Rates Index"),
        ("/privacy", "have it removed"),
    ] {
        let page = site.anonymous().get(path).await.expect(200);
        page.expect_says(words);
        assert!(page.is_indexable());
        assert_eq!(page.canonical().unwrap(), format!("https://quarterdeck.example{path}"));
    }
    assert!(site.anonymous().get("/privacy").await.has("#your-profile"), "profiles lead there");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn whoever_asks_who_runs_a_site_that_names_nobody_learns_what_works_without(pool: PgPool) {
    let site = Site::start(pool).await;
    let terms = site.anonymous().get("/terms").await.expect(200);
    terms.expect_says("has not left a name or an address here yet");
    assert!(terms.has("#who + p a[href='/privacy/removal']"), "removal needs nobody's address");
    let privacy = site.anonymous().get("/privacy").await.expect(200);
    privacy.expect_says("has not left a name or an address here yet");
    privacy.expect_silent("Anything else goes to");
}
