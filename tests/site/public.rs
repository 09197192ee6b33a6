//! Only published rows are public, on every surface.

use quarterdeck::database::MIGRATIONS;
use sqlx::PgPool;

use crate::support::{Site, builders};

/// Every address that shows rows or counts of rows.
pub const SURFACES: [&str; 42] = [
    "/",
    "/executives",
    "/executives?q=zebrafinch",
    "/executives?role=fractional-cfo",
    "/executives?location=austin-tx",
    "/executives?industry=saas",
    "/executives/sarah-chen",
    "/jobs",
    "/jobs?q=zebrafinch",
    "/jobs?role=fractional-cfo",
    "/jobs?sort=closing",
    "/jobs/fractional-cfo",
    "/roles/fractional-cfo",
    "/locations/austin-tx",
    "/industries/saas",
    "/roles/fractional-cfo/locations/austin-tx",
    "/roles/fractional-cfo/industries/saas",
    "/roles/fractional-cfo/jobs",
    "/locations/austin-tx/jobs",
    "/industries/saas/jobs",
    "/executives.json",
    "/executives.json?q=zebrafinch",
    "/executives.atom",
    "/executives.rss",
    "/executives.feed.json",
    "/executives/sarah-chen.json",
    "/executives/sarah-chen.md",
    "/jobs.json",
    "/jobs.json?q=zebrafinch&sort=closing",
    "/jobs.atom",
    "/jobs.rss",
    "/jobs.feed.json",
    "/jobs/feed.xml",
    "/roles/fractional-cfo.atom",
    "/roles/fractional-cfo.json",
    "/roles/fractional-cfo/locations/austin-tx.rss",
    "/roles/fractional-cfo/jobs.atom",
    "/locations/austin-tx.feed.json",
    "/industries/saas.rss",
    "/api/v1/roles",
    "/api",
    "/llms.txt",
];

async fn some_of_all(site: &Site) {
    site.executive().industries("SaaS").published().create().await;
    site.job().industries("SaaS").published().post().await;
}

async fn expect_nowhere(site: &Site, what: &str) {
    for surface in SURFACES.into_iter().chain(["/roles", "/locations", "/industries", "/sitemap.xml"]) {
        let page = site.anonymous().get(surface).await.expect(200);
        // What was searched for is repeated in the search box and in the addresses of wider searches.
        let searched = ["value=\"zebrafinch\"", "“zebrafinch”", "q=zebrafinch"];
        let shown = searched.iter().fold(page.source().to_owned(), |text, echo| text.replace(echo, ""));
        let at = shown.to_lowercase().find("zebrafinch").map(|at| &shown[at.saturating_sub(80)..at + 20]);
        assert_eq!(at, None, "{what} shows on {surface}");
    }
    let named = crate::machines::sitemap(site).await;
    assert!(!named.iter().any(|path| path.contains("zebrafinch")), "{what} is in the sitemap");
    for data in ["/api/v1/executives", "/api/v1/jobs"] {
        assert_eq!(site.anonymous().get(data).await.data()["total"], 1, "{what} is counted in {data}");
    }
    let home = site.anonymous().get("/").await;
    assert_eq!(home.texts(".front-totals a"), ["1 executive", "1 open job"], "{what} is counted");
    for hub in ["/roles/fractional-cfo", "/roles/fractional-cfo/locations/austin-tx", "/industries/saas"] {
        site.anonymous().get(hub).await.expect_says("1 executive and 1 open job.");
    }
    site.anonymous().get("/roles/fractional-cfo/jobs").await.expect_says("1 open job, ");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_unpublished_profile_shows_nowhere(pool: PgPool) {
    let site = Site::patient(pool).await;
    some_of_all(&site).await;
    let hidden = site
        .executive()
        .named("Hidden Zebrafinch")
        .industries("SaaS")
        .with("Headline", "Zebrafinch of finance")
        .create()
        .await;
    for status in ["REVIEW", "DRAFT", "ARCHIVED"] {
        site.sql(&format!("update executives set status = '{status}' where id = '{}'", hidden.id)).await;
        expect_nowhere(&site, status).await;
        for form in ["", ".json", ".md"] {
            site.anonymous().get(&format!("{}{form}", hidden.path)).await.expect(404);
        }
    }
    let id = hidden.id;
    site.sql(&format!("update executives set status = 'PUBLISHED', published_at = now(), removed_at = now() where id = '{id}'"))
        .await;
    expect_nowhere(&site, "removed").await;
    for form in ["", ".json", ".md"] {
        site.anonymous().get(&format!("{}{form}", hidden.path)).await.expect(410);
    }
    // The test itself would notice: published, it is everywhere.
    site.sql(&format!("update executives set removed_at = null where id = '{id}'")).await;
    let shown = site.anonymous().get("/executives?q=zebrafinch").await.expect(200);
    shown.expect_says("Hidden Zebrafinch");
    for data in ["/executives.json", "/executives.atom", "/roles/fractional-cfo.rss"] {
        assert!(
            site.anonymous().get(data).await.expect(200).source().contains("Hidden Zebrafinch"),
            "{data}"
        );
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_unpublished_or_closed_posting_shows_nowhere(pool: PgPool) {
    let site = Site::patient(pool).await;
    some_of_all(&site).await;
    let hidden = site
        .job()
        .titled("Zebrafinch CFO")
        .role("Fractional CFO")
        .industries("SaaS")
        .with("Company", "Zebrafinch Ltd")
        .post()
        .await;
    let id = hidden.id;
    for state in [
        "status = 'REVIEW'",
        "status = 'DRAFT'",
        "status = 'ARCHIVED'",
        "status = 'PUBLISHED', published_at = now(), closed_at = now(), closed_reason = 'FILLED'",
        "closed_at = null, closed_reason = null, expires_at = now() - interval '1 second'",
    ] {
        site.sql(&format!("update jobs set {state} where id = '{id}'")).await;
        expect_nowhere(&site, state).await;
    }
    for form in ["", ".json", ".md"] {
        site.anonymous().get(&format!("{}{form}", hidden.path)).await.expect(410);
    }
    site.sql(&format!("update jobs set expires_at = now() + interval '1 day' where id = '{id}'")).await;
    site.anonymous().get("/jobs?q=zebrafinch").await.expect(200).expect_says("Zebrafinch CFO");
    site.anonymous().get("/jobs/fractional-cfo").await.expect(200).expect_says("Zebrafinch CFO");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_unpublished_review_counts_for_nothing(pool: PgPool) {
    let site = Site::start(pool).await;
    let people = vec![site.executive().with(
        "Reviews",
        serde_json::json!([{"author_name": "Zebrafinch", "rating": 5, "content": "Zebrafinch approves."}]),
    ).published()];
    let sarah = builders::executives(people).await.remove(0);
    for form in [".json", ".md"] {
        let data = site.anonymous().get(&format!("{}{form}", sarah.path)).await.expect(200);
        assert!(!data.source().contains("Zebrafinch"), "{form}");
    }
    for path in ["/", "/executives", sarah.path.as_str()] {
        let page = site.anonymous().get(path).await.expect(200);
        assert!(!page.source().contains("Zebrafinch") && !page.has(".rating"), "{path}");
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_place_is_offered_where_somebody_can_be_seen(pool: PgPool) {
    let site = Site::start(pool).await;
    some_of_all(&site).await;
    let far = "Anchorage, Alaska, United States";
    builders::executives(vec![
        site.executive().named("In Review").located(far),
        site.executive().named("Taken Down").located(far).published().set("removed_at = now()"),
    ])
    .await;
    builders::jobs(vec![
        site.job().titled("Closed CFO").located(far).published().closed("FILLED"),
        site.job()
            .titled("Expired CFO")
            .located(far)
            .published()
            .set("expires_at = now() - interval '1 day'"),
    ])
    .await;
    for path in ["/", "/executives", "/jobs", "/locations", "/roles/fractional-cfo"] {
        let page = site.anonymous().get(path).await.expect(200);
        assert!(!page.source().to_lowercase().contains("anchorage"), "{path}");
    }
    site.anonymous().get("/locations/anchorage-ak").await.expect(404);
}
