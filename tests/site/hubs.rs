//! `/roles`, `/locations`, `/industries` and the hubs below them.

use quarterdeck::database::MIGRATIONS;
use sqlx::PgPool;

use crate::support::{Site, builders};

const HUBS: [&str; 3] = ["/roles/fractional-cfo", "/locations/austin-tx", "/industries/saas"];
const INDEXES: [&str; 3] = ["/roles", "/locations", "/industries"];

async fn people(site: &Site, count: usize) {
    let names = ["Ann Abel", "Bea Berg", "Cem Can", "Dan Dor", "Eva Ek"];
    let people = names[..count].iter().map(|name| {
        site.executive()
            .named(name)
            .industries("SaaS")
            .with("Monthly Rate", "USD 8,000 per month")
            .available()
            .published()
    });
    builders::executives(people.collect()).await;
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_hub_with_nothing_is_no_page(pool: PgPool) {
    let site = Site::start(pool).await;
    for path in HUBS.into_iter().chain(["/roles/wizard", "/locations/atlantis", "/industries/alchemy"]) {
        site.anonymous().get(path).await.expect(404);
    }
    // A row in review is nothing.
    site.executive().industries("SaaS").create().await;
    site.job().industries("SaaS").published().closed("FILLED").post().await;
    for path in HUBS {
        site.anonymous().get(path).await.expect(404);
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_hub_below_the_bar_is_linked_from_nowhere(pool: PgPool) {
    let site = Site::start(pool).await;
    people(&site, 2).await;
    let profile = "/executives/ann-abel";
    for path in HUBS {
        let page = site.anonymous().get(path).await.expect(200);
        assert!(!page.is_indexable(), "{path}");
        page.expect_says("Ann Abel");
    }
    let mut surfaces = vec!["/", "/executives", profile, "/sitemaps/hubs.xml"];
    surfaces.extend(INDEXES);
    surfaces.extend(HUBS);
    for surface in surfaces {
        let page = site.anonymous().get(surface).await;
        for hub in HUBS.into_iter().filter(|hub| *hub != surface) {
            assert!(!page.source().contains(&format!("{hub}\"")), "{surface} links {hub}");
            assert!(!page.source().contains(&format!("{hub}<")), "{surface} names {hub}");
        }
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_hub_above_the_bar_is_linked_and_indexed(pool: PgPool) {
    let site = Site::start(pool).await;
    people(&site, 3).await;
    let sitemap = site.anonymous().get("/sitemaps/hubs.xml").await.expect(200);
    let profile = site.anonymous().get("/executives/ann-abel").await.expect(200);
    for (hub, index) in HUBS.into_iter().zip(INDEXES) {
        let page = site.anonymous().get(hub).await.expect(200);
        assert!(page.is_indexable(), "{hub}");
        assert_eq!(page.canonical().unwrap(), format!("https://quarterdeck.example{hub}"));
        assert!(sitemap.source().contains(&format!("<loc>https://quarterdeck.example{hub}</loc>")), "{hub}");
        assert!(profile.links().iter().any(|link| link == hub), "{hub}");
        let list = site.anonymous().get(index).await.expect(200);
        assert!(list.is_indexable() && list.links().iter().any(|link| link == hub), "{hub}");
        page.expect_says("3 executives");
        page.expect_silent("median");
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn one_executive_and_one_open_job_reach_the_bar(pool: PgPool) {
    let site = Site::start(pool).await;
    people(&site, 1).await;
    let job = site.job().industries("SaaS").published().post().await;
    for hub in HUBS {
        let page = site.anonymous().get(hub).await.expect(200);
        assert!(page.is_indexable(), "{hub}");
        page.expect_says("1 executive and 1 open job");
    }
    site.sql(&format!("update jobs set closed_at = now(), closed_reason = 'FILLED' where id = '{}'", job.id))
        .await;
    for hub in HUBS {
        let page = site.anonymous().get(hub).await.expect(200);
        assert!(!page.is_indexable(), "{hub}");
        page.expect_silent("Northwind");
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn figures_stand_on_five_prices_at_least(pool: PgPool) {
    let site = Site::start(pool).await;
    people(&site, 5).await;
    for hub in HUBS {
        let page = site.anonymous().get(hub).await.expect(200);
        page.expect_says("$8,000/month");
        page.expect_says("5 profiles");
        page.expect_says("5 have confirmed time for new work");
    }
    // One of them counts in euros now: four dollars are too few, and nothing is converted.
    site.sql("update executives set rate_currency = 'EUR' where slug = 'ann-abel'").await;
    for hub in HUBS {
        site.anonymous().get(hub).await.expect(200).expect_silent("median");
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_renamed_role_keeps_its_old_address(pool: PgPool) {
    let site = Site::start(pool).await;
    people(&site, 3).await;
    site.sql("update roles set slug = 'finance-chief' where slug = 'fractional-cfo'").await;
    site.anonymous().get("/roles/fractional-cfo").await.expect_moved("/roles/finance-chief");
    site.anonymous().get("/roles/finance-chief").await.expect(200);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn the_lists_of_a_hub_hold_what_it_says(pool: PgPool) {
    let site = Site::start(pool).await;
    people(&site, 3).await;
    site.job().industries("SaaS").published().post().await;
    for hub in HUBS {
        let page = site.anonymous().get(hub).await.expect(200);
        for link in page.attributes(".band-head a:not(.band-alert)", "href") {
            let list = site.anonymous().get(&link).await.expect(200);
            let expected = if link.starts_with("/jobs") { "1 job" } else { "3 executives" };
            assert_eq!(list.texts(".results-count b"), [expected], "{link}");
        }
        // A facet's number is what its link gives.
        for counted in page.select(".counted a") {
            let link = counted.attr("href").unwrap();
            let number = crate::support::answer::text_of(counted).rsplit(' ').next().unwrap().to_owned();
            let list = site.anonymous().get(link).await.expect(200);
            assert!(list.text(".results-count b").starts_with(&format!("{number} ")), "{link}");
        }
    }
}
