//! A site on its first day.

use quarterdeck::database::MIGRATIONS;
use sqlx::PgPool;

use crate::support::Site;

#[sqlx::test(migrator = "MIGRATIONS")]
async fn with_nothing_published_every_page_makes_sense(pool: PgPool) {
    let site = Site::start(pool).await;
    look_around(&site).await;
    site.anonymous().get("/").await.expect_says("The directory is being filled");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn without_even_the_taxonomies_every_page_makes_sense(pool: PgPool) {
    let site = Site::over(pool, quarterdeck::clock::Clock::standing_at(crate::support::site::noon()));
    look_around(&site).await;
}

async fn look_around(site: &Site) {
    for path in [
        "/",
        "/executives",
        "/jobs",
        "/roles",
        "/locations",
        "/industries",
        "/about",
        "/api",
        "/data-sources",
        "/privacy",
        "/terms",
    ] {
        let page = site.anonymous().get(path).await.expect(200);
        for nothing in ["NaN", "None,", "Some(", "0 results", "null"] {
            page.expect_silent(nothing);
        }
        for section in page.select("main section, main ul, main ol, main dl") {
            let text = crate::support::answer::text_of(section);
            assert!(!text.is_empty(), "{path}: an empty section: {}", section.html());
        }
        for link in page.links().into_iter().filter(|link| link.starts_with('/')) {
            site.anonymous().get(link.split('#').next().unwrap()).await.expect(200);
        }
    }
    for path in ["/executives", "/jobs", "/roles", "/locations", "/industries"] {
        assert!(!site.anonymous().get(path).await.is_indexable(), "{path}: nothing to index");
    }
    for path in ["/executives?q=anything", "/jobs?q=anything", "/executives?role=fractional-cfo"] {
        site.anonymous().get(path).await.expect(200);
    }
    assert_eq!(
        crate::machines::sitemap(site).await,
        ["/", "/about", "/api", "/data-sources", "/privacy", "/terms"]
    );
}
