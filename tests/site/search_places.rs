//! Where a place reaches, whichever way it is said.

use quarterdeck::database::MIGRATIONS;
use sqlx::PgPool;

use crate::search_words::{found, some_people};
use crate::support::{Site, builders};

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_place_of_several_and_one_that_is_misspelt_is_asked_about(pool: PgPool) {
    let site = Site::start(pool).await;
    let at = |name: &str, place: &str| site.executive().named(name).located(place).published();
    builders::executives(vec![
        at("Ann Old", "Cambridge, England, United Kingdom"),
        at("Ben New", "Cambridge, Massachusetts, United States"),
        at("Cleo Bay", "Boston, Massachusetts, United States"),
    ])
    .await;
    let meant = async |path: &str| {
        let page = site.anonymous().get(path).await.expect(200);
        page.texts(".notice a").into_iter().zip(page.attributes(".notice a", "href")).collect::<Vec<_>>()
    };
    let offer = |label: &str, href: &str| (label.to_owned(), href.to_owned());
    let (near, there) = ("/executives?near=cambridge-ma", "/executives?location=cambridge-ma");
    assert_eq!(meant("/executives?near=cambridge-gb").await, [offer("Cambridge, MA", near)]);
    assert_eq!(meant("/executives?location=cambridge-gb").await, []);
    assert_eq!(
        meant("/executives?location=cambridge-on").await,
        [
            offer("Cambridge, United Kingdom", "/executives?location=cambridge-gb"),
            offer("Cambridge, MA", there)
        ]
    );
    assert_eq!(meant("/executives?near=cambridge-ma").await, [], "it has most");
    assert_eq!(meant("/executives?location=boston-ma").await, []);
    let boston = "/executives?near=boston-ma";
    assert_eq!(meant("/executives?place=Bostn").await, [offer("Boston, MA", boston)]);
    let role = meant("/executives?role=fractional-cfo&place=Bostn").await;
    assert_eq!(role, [offer("Boston, MA", "/executives?role=fractional-cfo&near=boston-ma")]);
    // Nobody is there, or nobody knows what it is like.
    assert_eq!(meant("/executives?role=fractional-cto&place=Bostn").await, []);
    assert_eq!(meant("/executives?place=Atlantis").await, []);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_place_reaches_as_far_as_it_is_told(pool: PgPool) {
    let site = some_people(pool).await;
    assert_eq!(found(&site, "location=new-york-ny").await, ["Chloé"]);
    assert_eq!(found(&site, "near=new-york-ny").await.len(), 2);
    assert_eq!(found(&site, "near=new-york-ny&radius=1").await, ["Chloé"]);
    let moved = site.anonymous().get("/executives?location=new-york-ny&radius=50").await;
    moved.expect_moved("/executives?near=new-york-ny");
    let page = site.anonymous().get("/executives?near=new-york-ny&radius=100").await.expect(200);
    assert_eq!(page.texts(".chip .chip-label"), ["Within 100 km (60 mi) of New York, NY"]);
    assert_eq!(page.text("h1"), "Fractional executives near New York, NY");
    assert_eq!(page.attributes("#facet-location option[selected]", "value"), ["new-york-ny"]);
    assert_eq!(page.attributes("#facet-radius option[selected]", "value"), ["100"]);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_town_that_no_control_offers_is_typed_by_its_name(pool: PgPool) {
    let site = some_people(pool).await;
    for (typed, address) in [
        // Nobody is listed in Yonkers.
        ("place=Yonkers,+NY", "/executives?near=yonkers-ny"),
        ("place=yonkers&radius=100", "/executives?near=yonkers-ny&radius=100"),
        ("location=austin-tx&radius=&place=NYC", "/executives?near=new-york-ny"),
        ("near=austin-tx&radius=250&place=Brooklyn", "/executives?near=brooklyn-ny&radius=250"),
        ("industry=saas&industry_name=Fin+Tech", "/executives?industry=fintech,saas"),
        ("industry_name=FinTech,+health+tech", "/executives?industry=fintech,healthtech"),
        ("specialty_name=FP%26A", "/executives?specialty=fp-and-a"),
    ] {
        site.anonymous().get(&format!("/executives?{typed}")).await.expect_moved(address);
    }
    assert_eq!(found(&site, "near=yonkers-ny").await.len(), 2);
    site.anonymous().get("/jobs?place=Yonkers").await.expect_moved("/jobs?near=yonkers-ny");
    site.anonymous()
        .get("/roles/fractional-cto?place=NYC")
        .await
        .expect_moved("/executives?role=fractional-cto&place=NYC");

    // What nobody knows is named, stays where it was typed, and leaves all else in force.
    let page =
        site.anonymous().get("/executives?role=fractional-cto&place=Atlantis&q=bank").await.expect(200);
    assert!(page.says("Left out, because we do not know it: place “Atlantis”."));
    let two = site.anonymous().get("/executives?role=fractional-cfo,fractional-cto").await.expect(200);
    two.expect_says("Left out: role “fractional-cto” (one at a time).");
    assert_eq!(page.attributes("#facet-place", "value"), ["Atlantis"]);
    assert_eq!(page.attributes("#facet-place", "aria-invalid"), ["true"]);
    assert_eq!(page.texts(".chip .chip-label"), ["“bank”", "CTO"]);
    let page = site.anonymous().get("/executives?specialty_name=FP%26A,+Alchemy").await.expect(200);
    assert!(page.says("Left out, because we do not know it: specialty “Alchemy”."));
    assert_eq!(page.texts(".chip .chip-label"), ["FP&A"]);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_distance_among_the_words_is_what_the_controls_say(pool: PgPool) {
    let site = some_people(pool).await;
    for (typed, address) in [
        ("q=cto+near+Yonkers", "/executives?q=cto&near=yonkers-ny"),
        ("q=within+50+km+of+NYC", "/executives?near=new-york-ny"),
        ("q=cmo+30+miles+from+Brooklyn", "/executives?q=cmo&near=brooklyn-ny&radius=48"),
        ("q=around+Berlin&location=austin-tx", "/executives?near=berlin-de"),
        ("q=cfo+near+Texas&radius=100", "/executives?q=cfo&location=texas"),
        ("q=20+km+from+Germany", "/executives?location=germany"),
    ] {
        site.anonymous().get(&format!("/executives?{typed}")).await.expect_moved(address);
    }
    site.anonymous().get("/jobs?q=jobs+near+nyc").await.expect_moved("/jobs?near=new-york-ny");
    let page = site.anonymous().get("/executives?q=cto+within+9+km+of+Atlantis").await.expect(200);
    page.expect_says("Left out, because we do not know it: place “Atlantis”.");
    assert_eq!(page.attributes("#facet-place", "value"), ["Atlantis"]);
    assert_eq!(page.texts(".chip .chip-label"), ["“cto”"]);
    assert_eq!(page.attributes("#q", "value"), ["cto"]);
    // It is not searched around where was searched before by how far it is from there.
    let page = site.anonymous().get("/executives?near=new-york-ny&q=200+km+from+Atlantis").await.expect(200);
    assert_eq!(page.texts(".chip .chip-label"), ["Within 50 km (30 mi) of New York, NY"]);
    // What has a length is nowhere, and no program is told that a place is missing.
    let built = "q=built+300+miles+of+pipeline";
    let page = site.anonymous().get(&format!("/executives?{built}")).await.expect(200);
    page.expect_silent("Left out");
    assert_eq!(page.texts(".chip .chip-label"), ["“built 300 miles of pipeline”"]);
    for form in ["json", "atom"] {
        site.anonymous().get(&format!("/executives.{form}?{built}")).await.expect(200);
    }
}
