//! Pages in other forms: how their addresses lead, and what they say when the page is gone.

use quarterdeck::database::MIGRATIONS;
use sqlx::PgPool;

use crate::support::Site;
use crate::support::site::ORIGIN;

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_sibling_is_no_page_for_search_engines(pool: PgPool) {
    let site = Site::start_today(pool).await;
    let sarah = site.executive().industries("SaaS").published().create().await;
    let job = site.job().industries("SaaS").published().post().await;
    for (address, page) in [
        (format!("{}.json", sarah.path), sarah.path.clone()),
        (format!("{}.md", sarah.path), sarah.path.clone()),
        (format!("{}.json", job.path), job.path.clone()),
        (format!("{}.md", job.path), job.path.clone()),
        ("/jobs.json?role=fractional-cfo".to_owned(), "/jobs?role=fractional-cfo".to_owned()),
        ("/jobs.atom?role=fractional-cfo".to_owned(), "/jobs?role=fractional-cfo".to_owned()),
        ("/roles/fractional-cfo.rss".to_owned(), "/roles/fractional-cfo".to_owned()),
        ("/roles/fractional-cfo.json".to_owned(), "/roles/fractional-cfo".to_owned()),
    ] {
        let answer = site.anonymous().get(&address).await.expect(200);
        assert_eq!(answer.header("x-robots-tag"), "noindex", "{address}");
        assert_eq!(answer.header("link"), format!("<{ORIGIN}{page}>; rel=\"canonical\""), "{address}");
        let page = site.anonymous().get(&page).await.expect(200);
        assert!(page.header("x-robots-tag").is_empty());
    }
    for page in [&sarah.path, &job.path] {
        let page = site.anonymous().get(page).await.expect(200);
        for (kind, extension) in [("application/json", ".json"), ("text/markdown", ".md")] {
            let named = page.attributes(&format!("head link[rel=alternate][type='{kind}']"), "href");
            assert_eq!(named, [format!("{}{extension}", page.path)]);
        }
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_hub_that_is_a_search_has_the_data_of_its_list(pool: PgPool) {
    let site = Site::start_today(pool).await;
    site.executive().industries("SaaS").published().create().await;
    site.job().industries("SaaS").set("remote_type = 'REMOTE'").published().post().await;
    for (hub, list) in [
        ("/roles/fractional-cfo/jobs", "/jobs.json?role=fractional-cfo"),
        ("/roles/fractional-cfo/jobs/remote", "/jobs.json?role=fractional-cfo&remote=remote"),
        ("/industries/saas/jobs", "/jobs.json?industry=saas"),
        ("/locations/austin-tx/jobs", "/jobs.json?location=austin-tx"),
        (
            "/roles/fractional-cfo/locations/austin-tx",
            "/executives.json?role=fractional-cfo&location=austin-tx",
        ),
        ("/roles/fractional-cfo/industries/saas", "/executives.json?role=fractional-cfo&industry=saas"),
    ] {
        site.anonymous().get(&format!("{hub}.json")).await.expect_moved(list);
        site.anonymous().get(list).await.expect(200);
    }
    site.anonymous().get("/roles/fractional-cmo/jobs.json").await.expect(404);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_address_in_another_form_leads_to_the_sibling(pool: PgPool) {
    let site = Site::start(pool).await;
    let sarah = site.executive().published().create().await;
    for (from, to) in [
        ("/Executives/Sarah-Chen.JSON", "/executives/sarah-chen.json"),
        ("/executives/sarah-chen.md/", "/executives/sarah-chen.md"),
        ("/Jobs.Feed.Json?role=fractional-cfo", "/jobs.feed.json?role=fractional-cfo"),
    ] {
        site.anonymous().get(from).await.expect_moved(to);
    }
    site.sql("update executives set slug = 'sarah-chen-cfo'").await;
    for extension in [".json", ".md"] {
        let old = site.anonymous().get(&format!("{}{extension}", sarah.path)).await;
        old.expect_moved(&format!("/executives/sarah-chen-cfo{extension}"));
        // In one step, also from another form of the old address.
        let old = site.anonymous().get(&format!("/Executives/sarah-chen{extension}/")).await;
        old.expect_moved(&format!("/executives/sarah-chen-cfo{extension}"));
    }
    site.sql("update roles set slug = 'finance-chief' where slug = 'fractional-cfo'").await;
    for extension in [".json", ".atom", ".rss", ".feed.json"] {
        let old = site.anonymous().get(&format!("/roles/fractional-cfo{extension}")).await;
        old.expect_moved(&format!("/roles/finance-chief{extension}"));
    }
    for (nothing, as_data) in [
        ("/.json", true),
        ("/about.json", true),
        ("/executives/.md", false),
        ("/executives/nobody.md", false),
        ("/executives/sarah-chen.json.json", true),
        ("/robots.json", true),
        ("/api/v1/executives.json", true),
    ] {
        let answer = site.anonymous().get(nothing).await.expect(404);
        assert_eq!(answer.header("content-type") == "application/problem+json", as_data, "{nothing}");
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn what_is_gone_says_so_in_the_form_that_was_asked_for(pool: PgPool) {
    let site = Site::start_today(pool).await;
    let sarah = site.executive().published().create().await;
    let job = site.job().published().post().await;
    site.sql("update executives set removed_at = now()").await;
    site.sql("update jobs set closed_at = '2026-06-12 09:00Z', closed_reason = 'FILLED'").await;
    for (path, says) in [
        (&sarah.path, "This profile was taken down."),
        (&job.path, "Fractional CFO at Northwind Analytics was filled on 12 Jun 2026."),
    ] {
        let data = site.anonymous().get(&format!("{path}.json")).await.expect(410);
        assert_eq!(data.header("content-type"), "application/problem+json");
        assert_eq!(data.data()["detail"], says);
        let text = site.anonymous().get(&format!("{path}.md")).await.expect(410);
        assert_eq!(text.header("content-type"), "text/markdown; charset=utf-8");
        assert!(text.source().contains(says), "{}", text.source());
    }
    site.sql("update jobs set closed_at = null, closed_reason = null, last_verified_at = now() - interval '70 days',
               source_synced_at = now() - interval '70 days'").await;
    let text = site.anonymous().get(&format!("{}.md", job.path)).await.expect(410);
    assert!(text.source().contains("was last confirmed open on"), "{}", text.source());
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn text_stays_text_in_markdown(pool: PgPool) {
    let site = Site::start(pool).await;
    let job = site
        .job()
        .titled("CFO [part-time] *now*")
        .role("Fractional CFO")
        .with("Job Description", "Own the **numbers**.")
        .with("Requirements", "Top_1 in [finance]")
        .published()
        .post()
        .await;
    let text = site.anonymous().get(&format!("{}.md", job.path)).await.expect(200);
    let text = text.source();
    assert!(text.starts_with("# CFO \\[part-time\\] \\*now\\*\n"), "{text}");
    assert!(text.contains("\n\nOwn the **numbers**.\n"), "{text}");
    assert!(text.contains("- Top\\_1 in \\[finance\\]"), "{text}");
}
