//! `/`.

use quarterdeck::database::MIGRATIONS;
use sqlx::PgPool;

use crate::support::{Site, builders};

#[sqlx::test(migrator = "MIGRATIONS")]
async fn the_front_page_shows_people_jobs_and_the_ways_in(pool: PgPool) {
    let site = Site::start(pool).await;
    let people = ["Ann Abel", "Bea Berg", "Cem Can", "Dan Dor", "Eva Ek"]
        .map(|name| site.executive().named(name).with("Monthly Rate", "USD 8,000 per month").published());
    builders::executives(people.into()).await;
    site.job().titled("Interim Finance Lead").role("Fractional CFO").published().post().await;

    let page = site.anonymous().get("/").await.expect(200);
    assert_eq!(page.texts(".front-totals a"), ["5 executives", "1 open job"].map(str::to_owned).to_vec());
    for words in ["Ann Abel", "Interim Finance Lead", "$8,000/month", "5 profiles"] {
        page.expect_says(words);
    }
    let links = page.links();
    for way in
        ["/roles/fractional-cfo", "/locations/austin-tx", "/executives", "/jobs", "/roles", "/locations"]
    {
        assert!(links.iter().any(|link| link == way), "{way}: {links:?}");
    }
    assert!(page.has("form[role=search] input[name=q]"));
    // The search of the front page: words, a role, and any place by its name.
    let fields = page.attributes("form.search-front [name]", "name");
    assert_eq!(fields, ["q", "role", "place"]);
    let searched = "/executives?q=&role=fractional-cfo&place=Austin";
    site.anonymous().get(searched).await.expect_moved("/executives?role=fractional-cfo&near=austin-tx");
    assert_eq!(page.canonical().unwrap(), "https://quarterdeck.example/");
    let kinds: Vec<String> =
        page.json_ld().iter().map(|data| data["@type"].as_str().unwrap().to_owned()).collect();
    assert_eq!(kinds, ["WebSite", "Organization"]);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn prices_of_fewer_than_five_people_are_no_market(pool: PgPool) {
    let site = Site::start(pool).await;
    let people = ["Ann Abel", "Bea Berg", "Cem Can", "Dan Dor"]
        .map(|name| site.executive().named(name).with("Monthly Rate", "USD 8,000 per month").published());
    builders::executives(people.into()).await;
    let page = site.anonymous().get("/").await.expect(200);
    page.expect_silent("The market today");
    page.expect_silent("median");
}
