//! `/jobs`.

use quarterdeck::database::MIGRATIONS;
use sqlx::PgPool;

use crate::support::{Answer, Site, builders};

fn titles(page: &Answer) -> Vec<String> {
    page.texts("article.card-job h3 a")
}

/// Three postings that differ in everything.
async fn three_jobs(pool: PgPool) -> Site {
    let site = Site::start(pool).await;
    builders::jobs(vec![
        site.job()
            .titled("Fractional CFO")
            .with("Company", "Café Olé")
            .industries("SaaS")
            .with("Remote", "Remote")
            .with("Location", "Remote (US)")
            .with("Posted On", "2026-06-03")
            .published(),
        site.job()
            .titled("Part-time Marketing Lead")
            .role("Fractional CMO")
            .located("Chicago, Illinois, United States")
            .industries("Healthcare")
            .with("Type", "Part-time")
            .with("Posted On", "2026-06-09")
            .published(),
        site.job()
            .titled("Interim CTO")
            .role("Fractional CTO")
            .located("Hybrid, Boston, Massachusetts, United States")
            .with("Remote", "Hybrid")
            .industries("SaaS")
            .with("Requirements", "Knows Kubernetes")
            .with("Posted On", "2026-06-01")
            .published()
            .set("expires_at = now() + interval '9 days'"),
    ])
    .await;
    site
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_search_finds_titles_companies_and_skills_whatever_the_accents(pool: PgPool) {
    let site = three_jobs(pool).await;
    for (words, found) in [
        ("cafe+ole", "Fractional CFO"),
        ("caf%C3%A9", "Fractional CFO"),
        ("KUBERNETES", "Interim CTO"),
        ("marketing+lead", "Part-time Marketing Lead"),
    ] {
        let page = site.anonymous().get(&format!("/jobs?q={words}")).await.expect(200);
        assert_eq!(titles(&page), [found], "{words}");
        assert!(!page.is_indexable());
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn signs_that_say_nothing_are_left_out_and_named(pool: PgPool) {
    let site = three_jobs(pool).await;
    for (typed, shown) in [("%F0%9F%98%80", "😀"), ("-%20%3F!", "- ?!")] {
        let page = site.anonymous().get(&format!("/jobs?q={typed}")).await.expect(200);
        page.expect_says(&format!("There is nothing to search for in “{shown}”."));
        assert_eq!(titles(&page).len(), 3);
        assert!(page.texts(".chip").is_empty());
        assert_eq!(page.attributes("input[name=q]", "value").iter().filter(|q| !q.is_empty()).count(), 0);
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_card_says_what_a_posting_says_of_pay_without_a_figure(pool: PgPool) {
    let site = Site::start(pool).await;
    site.job().with("Compensation", "Negotiable, plus equity").published().post().await;
    site.job()
        .published()
        .set("comp_min_amount = null, comp_max_amount = null, compensation_summary = null")
        .post()
        .await;
    let page = site.anonymous().get("/jobs").await.expect(200);
    let mut pay = page.texts(".card-job .answer-price");
    pay.sort();
    assert_eq!(pay, ["Negotiable, plus equity", "Pay not stated"]);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_card_says_once_that_a_job_is_remote(pool: PgPool) {
    let site = three_jobs(pool).await;
    let page = site.anonymous().get("/jobs").await.expect(200);
    let facts = page.texts(".card-job .card-facts");
    assert_eq!(facts.iter().filter(|facts| facts.matches("Remote").count() == 1).count(), 1, "{facts:?}");
    assert!(facts.iter().all(|facts| facts.matches("Hybrid").count() < 2), "{facts:?}");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn each_filter_leaves_the_jobs_that_it_names(pool: PgPool) {
    let site = three_jobs(pool).await;
    let (cfo, cmo, cto) = ("Fractional CFO", "Part-time Marketing Lead", "Interim CTO");
    for (query, found) in [
        ("role=fractional-cmo", vec![cmo]),
        ("location=boston-ma", vec![cto]),
        ("industry=saas", vec![cfo, cto]),
        ("industry=healthcare,saas", vec![cmo, cfo, cto]),
        ("remote=remote", vec![cfo]),
        ("remote=remote,hybrid", vec![cfo, cto]),
        ("employment=part-time", vec![cmo]),
        ("industry=saas&employment=contractor", vec![cfo, cto]),
        ("role=fractional-cmo&remote=remote", vec![]),
    ] {
        let page = site.anonymous().get(&format!("/jobs?{query}")).await.expect(200);
        assert_eq!(titles(&page), found, "{query}");
        assert!(!page.is_indexable(), "{query}");
        assert_eq!(page.texts(".chip").len(), query.split([',', '&']).count(), "{query}");
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn the_newest_stand_first_and_the_closing_ones_when_asked(pool: PgPool) {
    let site = three_jobs(pool).await;
    let page = site.anonymous().get("/jobs").await.expect(200);
    assert_eq!(titles(&page), ["Part-time Marketing Lead", "Fractional CFO", "Interim CTO"]);
    assert!(page.is_indexable());
    let closing = site.anonymous().get("/jobs?sort=closing").await.expect(200);
    assert_eq!(titles(&closing)[0], "Interim CTO");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn values_that_mean_nothing_are_named_and_empty_fields_lead_to_the_one_address(pool: PgPool) {
    let site = three_jobs(pool).await;
    let page = site.anonymous().get("/jobs?employment=slavery&remote=moon&role=wizard").await.expect(200);
    for value in ["slavery", "moon", "wizard"] {
        assert!(page.text(".notice").contains(value), "{value}");
    }
    assert_eq!(titles(&page).len(), 3);
    assert!(!page.is_indexable(), "an address that says nothing more than another one");
    site.anonymous().get("/jobs?q=&role=&sort=best&page=1").await.expect_moved("/jobs");
    site.anonymous().get("/jobs?page=2").await.expect(404);
    let nothing = site.anonymous().get("/jobs?role=fractional-cmo&remote=remote").await.expect(200);
    assert_eq!(
        nothing.attributes(".empty-ways a", "href"),
        ["/jobs?remote=remote", "/jobs?role=fractional-cmo"]
    );
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn pages_of_jobs_follow_each_other_and_end(pool: PgPool) {
    let site = Site::start(pool).await;
    let jobs = (0..30).map(|n| site.job().titled(&format!("Fractional CFO {n}")).published()).collect();
    builders::jobs(jobs).await;
    let first = site.anonymous().get("/jobs").await.expect(200);
    let second = site.anonymous().get("/jobs?page=2").await.expect(200);
    assert_eq!((titles(&first).len(), titles(&second).len()), (24, 6));
    assert_ne!(first.title(), second.title());
    assert_ne!(first.description(), second.description());
    assert_eq!(first.attributes("link[rel=next]", "href"), ["/jobs?page=2"]);
    assert_eq!(second.attributes("link[rel=prev]", "href"), ["/jobs"]);
    // Past the last page is no page; the way back keeps the search.
    let past = site.anonymous().get("/jobs?role=fractional-cfo&page=7").await.expect(404);
    assert_eq!(past.text("h1"), "The list ends before this page");
    past.expect_says("The list has 30 jobs on 2 pages.");
    assert_eq!(
        past.attributes(".trouble-near a", "href"),
        ["/jobs?role=fractional-cfo&page=2", "/jobs?role=fractional-cfo"]
    );
    let searched = site.anonymous().get("/jobs?q=nobody+says+this&page=2").await.expect(404);
    assert_eq!(searched.attributes(".trouble-near a", "href"), ["/jobs?q=nobody+says+this"]);
}
