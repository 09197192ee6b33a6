//! `/jobs/{slug}`.

use axum::body::Body;
use axum::http::Request;
use quarterdeck::database::MIGRATIONS;
use serde_json::json;
use sqlx::PgPool;

use crate::support::Site;

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_open_posting_shows_all_that_is_known(pool: PgPool) {
    let site = Site::start(pool).await;
    let job = site
        .job()
        .industries("SaaS")
        .with("Company Website", "https://northwind.example")
        .with("Salary", "USD 9,000 – 12,000 per month")
        .with("Hours per week", "10-16")
        .with("Duration", "6 months")
        .with("Responsibilities", "- Close the books\n- Brief the board")
        .with("Requirements", "- CPA\n- Ten years of practice")
        .with("Valid Through", "2099-12-31")
        .published()
        .set("source_synced_at = '2026-06-13 08:00Z', last_verified_at = '2026-06-14 08:00Z'")
        .post()
        .await;
    let page = site.anonymous().get(&job.path).await.expect(200);
    assert_eq!(page.text("h1"), "Fractional CFO");
    for words in [
        "Northwind Analytics",
        "$9,000–$12,000/month",
        "10–16",
        "Contractor, 6 months",
        "Austin",
        "Posted 1 Jun 2026",
        "apply by 31 Dec 2099",
        "open on 14 Jun 2026",
        "Own the numbers two days a week",
        "Close the books",
        "Ten years of practice",
        "You apply on the employer’s own page at jobs.northwind.example",
        "SaaS",
    ] {
        page.expect_says(words);
    }
    // Above the text, and again for whoever has read it.
    let apply = format!("{}/apply", job.path);
    assert_eq!(page.attributes("main form[method=post]", "action"), [apply.as_str(), apply.as_str()]);
    assert_eq!(page.texts(".profile-main > :last-child button"), ["Apply"]);

    let data = page.json_ld_of("JobPosting").unwrap();
    assert_eq!(data["title"], "Fractional CFO");
    assert_eq!(data["datePosted"], "2026-06-01");
    assert_eq!(data["hiringOrganization"]["name"], "Northwind Analytics");
    assert_eq!(data["employmentType"], "CONTRACTOR");
    assert_eq!(data["directApply"], false);
    assert_eq!(data["identifier"]["name"], "Northwind Analytics");
    assert_eq!(data["identifier"]["value"], job.id.to_string());
    assert!(data["validThrough"].as_str().unwrap().starts_with("2099-12-31"));
    assert_eq!(data["jobLocation"]["address"]["addressCountry"], "US");
    assert_eq!(data["jobLocation"]["address"]["addressLocality"], "Austin");
    assert!(data.get("jobLocationType").is_none());
    assert_eq!(
        data["baseSalary"],
        json!({"@type": "MonetaryAmount", "currency": "USD",
               "value": {"@type": "QuantitativeValue", "unitText": "MONTH", "minValue": 9000, "maxValue": 12000}})
    );
    let description = data["description"].as_str().unwrap();
    for words in ["Own the numbers", "Close the books", "Ten years of practice"] {
        assert!(description.contains(words), "{description}");
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn structured_data_say_where_the_work_is_done(pool: PgPool) {
    let site = Site::start(pool).await;
    let data = async |builder: crate::support::builders::Builder<'_>| {
        let job = builder.published().post().await;
        site.anonymous().get(&job.path).await.expect(200).json_ld_of("JobPosting")
    };
    let remote = data(site.job().located("Remote (US)").with("Remote", "Remote")).await.unwrap();
    assert_eq!(remote["jobLocationType"], "TELECOMMUTE");
    assert_eq!(remote["applicantLocationRequirements"][0]["@type"], "Country");
    assert!(remote.get("jobLocation").is_none());
    assert!(remote.get("baseSalary").is_none(), "nobody said what it pays");

    let hybrid = data(site.job().located("Remote (US) with monthly Boston travel")).await;
    if let Some(hybrid) = hybrid {
        assert!(hybrid.get("jobLocationType").is_none(), "it asks for presence: {hybrid}");
        assert_eq!(hybrid["jobLocation"]["address"]["addressCountry"], "US");
    }

    // Remote from nobody knows where: not valid, so not said.
    assert_eq!(data(site.job().located("Remote").with("Remote", "Remote")).await, None);

    let hourly = data(site.job().with("Salary", "from $200/hr")).await.unwrap();
    assert_eq!(hourly["baseSalary"]["value"]["unitText"], "HOUR");
    assert_eq!(hourly["baseSalary"]["value"]["minValue"], 200);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_closed_posting_answers_410_and_helps(pool: PgPool) {
    let site = Site::start(pool).await;
    let job = site.job().published().closed("FILLED").post().await;
    site.job().titled("Another CFO").published().post().await;
    site.job().titled("Hidden CFO").post().await;
    let page = site.anonymous().get(&job.path).await.expect(410);
    page.expect_says("This job is closed");
    page.expect_says("was filled on 12 Jun 2026");
    page.expect_says("takes no more applications");
    assert_eq!(page.texts("article.card-job h3 a"), ["Another CFO"]);
    assert_eq!(page.json_ld(), Vec::<serde_json::Value>::new());
    assert!(!page.has("form[action$='/apply']"));
    assert!(page.canonical().is_none() && !page.is_indexable());
    let late = site.anonymous().post(&format!("{}/apply", job.path), "").await.expect(410);
    late.expect_says("This job is no longer open");
    late.expect_says("was filled on 12 Jun 2026");
    late.expect_silent("the person asked for it");

    for (reason, words) in [
        ("WITHDRAWN", "was withdrawn by the employer"),
        ("EXPIRED", "reached its closing date"),
        ("SOURCE_GONE", "was gone from the employer’s site on 12 Jun 2026"),
    ] {
        site.sql(&format!("update jobs set closed_reason = '{reason}' where id = '{}'", job.id)).await;
        site.anonymous().get(&job.path).await.expect(410).expect_says(words);
    }
    // A day is named once.
    site.sql(&format!("update jobs set posted_at = closed_at where id = '{}'", job.id)).await;
    let page = site.anonymous().get(&job.path).await.expect(410);
    page.expect_says("’s posting was gone from the employer’s site on 12 Jun 2026");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_posting_past_its_last_day_is_closed_before_anybody_closes_it(pool: PgPool) {
    let site = Site::start(pool).await;
    let job = site.job().published().set("expires_at = now() - interval '1 second'").post().await;
    let page = site.anonymous().get(&job.path).await.expect(410);
    page.expect_says("reached its closing date");
    assert!(page.json_ld().is_empty());
    site.anonymous().get("/jobs").await.expect(200).expect_silent("Northwind");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn applying_hands_over_to_the_employers_own_page(pool: PgPool) {
    let site = Site::start(pool).await;
    let url = "https://jobs.northwind.example/apply?id=7&lang=en";
    let job = site.job().with("Apply URL", url).published().post().await;
    let apply = format!("{}/apply", job.path);
    let page = site.anonymous().post(&apply, "").await.expect(200);
    assert_eq!(page.header("refresh"), format!("0; url={url}"));
    assert_eq!(page.header("cache-control"), "no-store");
    assert_eq!(page.attributes("a.button", "href"), [url]);
    assert!(!page.is_indexable());
    page.expect_says("On to Northwind Analytics");

    // Only from a page of ours, and never by following a link.
    let forged = Request::post(&apply).header("sec-fetch-site", "cross-site").body(Body::empty()).unwrap();
    site.anonymous().send(forged).await.expect(403);
    let copied = site.anonymous().get(&apply).await.expect(303);
    assert_eq!(copied.header("location"), job.path);
    site.sql("update jobs set status = 'REVIEW'").await;
    site.anonymous().post(&apply, "").await.expect(404);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn only_a_published_posting_has_a_page(pool: PgPool) {
    let site = Site::start(pool).await;
    let job = site.job().post().await;
    for status in ["DRAFT", "REVIEW", "ARCHIVED"] {
        site.sql(&format!("update jobs set status = '{status}'")).await;
        site.anonymous().get(&job.path).await.expect(404).expect_silent("Northwind");
    }
    site.sql("update jobs set status = 'PUBLISHED', published_at = now(), slug = 'renamed-twice'").await;
    site.sql("update jobs set slug = 'its-last-name'").await;
    for old in [job.path.as_str(), "/jobs/renamed-twice"] {
        site.anonymous().get(old).await.expect_moved("/jobs/its-last-name");
    }
    site.anonymous().get("/jobs/no-such-job").await.expect(404);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn related_jobs_are_open_ones_of_the_same_role_before_others(pool: PgPool) {
    let site = Site::start(pool).await;
    let job = site.job().published().post().await;
    site.job().titled("Same Work").role("Fractional CFO").published().post().await;
    site.job().titled("Other Work").role("Fractional CTO").published().post().await;
    site.job().titled("Closed Work").role("Fractional CFO").published().closed("FILLED").post().await;
    let page = site.anonymous().get(&job.path).await.expect(200);
    assert_eq!(page.texts("article.card-job h3 a"), ["Same Work", "Other Work"]);
}
