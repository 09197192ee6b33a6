//! Whole states and countries, where a place can be said.

use quarterdeck::database::MIGRATIONS;
use serde_json::json;
use sqlx::PgPool;

use crate::support::{Answer, Site, builders};

fn names(page: &Answer) -> Vec<String> {
    let mut names = page.texts("article.card-person h3 bdi");
    names.sort();
    names
}

async fn people_and_jobs(pool: PgPool) -> Site {
    let site = Site::start(pool).await;
    let person = |name: &str, place: &str| site.executive().named(name).located(place).published();
    builders::executives(vec![
        person("Ann Austin", "Austin, Texas, United States"),
        person("Dan Dallas", "Dallas, Texas, United States"),
        person("Bea Boston", "Boston, Massachusetts, United States")
            .with("Headline", "Built three teams in Texas"),
        person("Liz London", "London, United Kingdom"),
    ])
    .await;
    let job = |title: &str, place: &str| site.job().titled(title).with("location_summary", place).published();
    builders::jobs(vec![
        job("Fractional CFO in London", "London, United Kingdom"),
        job("Fractional CFO from anywhere in the UK", "Remote (UK)"),
        job("Fractional CFO in Austin", "Austin, TX"),
    ])
    .await;
    site
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_state_or_a_country_is_searched_as_all_of_its_cities(pool: PgPool) {
    let site = people_and_jobs(pool).await;
    for (said, address) in [
        ("place=Texas", "/executives?location=texas"),
        ("place=TX", "/executives?location=texas"),
        // There is no way around a state.
        ("place=Texas&radius=100", "/executives?location=texas"),
        ("near=texas&radius=100", "/executives?location=texas"),
        ("near=austin-tx&radius=250&place=England", "/executives?location=england"),
        ("location=uk", "/executives?location=united-kingdom"),
        // As it is written.
        (
            "role=Chief+Financial+Officer&location=United+States",
            "/executives?role=fractional-cfo&location=usa",
        ),
        ("location=austin", "/executives?location=austin-tx"),
        // Where a city has the name as well, the one that more people mean.
        ("place=Ontario", "/executives?location=ontario"),
        ("place=New+York", "/executives?near=new-york-ny"),
        ("location=new-york", "/executives?location=new-york-ny"),
        ("location=austin-tx&place=Great+Britain", "/executives?location=united-kingdom"),
    ] {
        site.anonymous().get(&format!("/executives?{said}")).await.expect_moved(address);
    }
    let page = site.anonymous().get("/executives?location=texas").await.expect(200);
    // Who only says so lives elsewhere.
    assert_eq!(names(&page), ["Ann Austin", "Dan Dallas"]);
    assert_eq!(page.text("h1"), "Fractional executives in Texas");
    assert_eq!(page.texts(".chip .chip-label"), ["Texas"]);
    assert_eq!(page.texts("#facet-location option[selected]"), ["Texas"]);
    page.expect_silent("Left out");
    let more = site.anonymous().get("/executives?q=cfo&location=united-kingdom").await.expect(200);
    assert_eq!(names(&more), ["Liz London"]);
    let data = site.anonymous().get("/api/v1/executives?location=texas").await.expect(200).data();
    assert_eq!(data["total"], json!(2));
    // An area that has nobody leads on as a place does, and a name that nobody knows is named.
    let none = site.anonymous().get("/executives?role=fractional-cfo&location=nebraska").await.expect(200);
    assert!(none.texts(".empty-ways a").iter().any(|way| way.starts_with("Without “Nebraska”")));
    let unknown = site.anonymous().get("/executives?location=atlantis").await.expect(200);
    unknown.expect_says("Left out, because we do not know it: location “atlantis”.");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn in_a_country_are_the_remote_jobs_for_those_who_live_there(pool: PgPool) {
    let site = people_and_jobs(pool).await;
    let titles = |page: &Answer| {
        let mut titles = page.texts("article.card-job h3 a");
        titles.sort();
        titles
    };
    let page = site.anonymous().get("/jobs?location=united-kingdom").await.expect(200);
    assert_eq!(titles(&page), ["Fractional CFO from anywhere in the UK", "Fractional CFO in London"]);
    let remote = site.anonymous().get("/jobs?location=united-kingdom&remote=remote").await.expect(200);
    assert_eq!(titles(&remote), ["Fractional CFO from anywhere in the UK"]);
    let texas = site.anonymous().get("/jobs?location=texas").await.expect(200);
    assert_eq!(titles(&texas), ["Fractional CFO in Austin"]);
}
