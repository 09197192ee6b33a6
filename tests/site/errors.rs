//! What went wrong, in the site's own words.

use std::time::Duration;

use axum::body::Body;
use axum::http::{Method, Request};
use quarterdeck::database::{self, MIGRATIONS};
use sqlx::PgPool;

use crate::support::Site;
use crate::support::site::noon;

#[sqlx::test(migrator = "MIGRATIONS")]
async fn every_error_is_a_page_of_the_site_with_ways_on(pool: PgPool) {
    let site = Site::start(pool).await;
    site.job().published().post().await;
    let send = |method: Method, path: &str, header: (&'static str, &'static str), body: Body| {
        let request = Request::builder().method(method).uri(path).header("sec-fetch-site", "same-origin");
        request.header(header.0, header.1).body(body).unwrap()
    };
    let form = ("content-type", "application/x-www-form-urlencoded");
    let large = || Body::from(vec![b'x'; 1024 * 1024 + 1]);
    let apply = "/jobs/fractional-cfo/apply";
    for (request, status) in [
        (send(Method::GET, "/nowhere", form, Body::empty()), 404),
        (send(Method::GET, "/executives/%ff", form, Body::empty()), 400),
        (send(Method::POST, "/executives", form, Body::empty()), 405),
        (send(Method::POST, apply, form, large()), 413),
        (send(Method::POST, apply, ("content-encoding", "gzip"), Body::from("x")), 415),
        (send(Method::GET, "/static/no-such-file.css", form, Body::empty()), 404),
        (send(Method::GET, "/sitemaps/nonsense.xml", form, Body::empty()), 404),
    ] {
        let page = site.anonymous().send(request).await.expect(status);
        assert!(page.is_html(), "{}", page.path);
        assert!(!page.is_indexable());
        let links = page.links();
        assert!(["/executives", "/jobs", "/"].iter().all(|way| links.iter().any(|link| link == way)));
        if status < 500 {
            assert!(page.has("main form[role=search]"), "{}", page.path);
        }
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn whoever_is_lost_searches_what_they_looked_for(pool: PgPool) {
    let site = Site::start(pool).await;
    for (path, searched) in [
        ("/jobs/nothing", "/jobs"),
        ("/roles/nothing/jobs", "/jobs"),
        ("/executives/nobody", "/executives"),
        ("/nowhere?next=/jobs", "/executives"),
    ] {
        let page = site.anonymous().get(path).await.expect(404);
        assert_eq!(page.attributes("main form[role=search]", "action"), [searched], "{path}");
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn what_breaks_on_our_side_says_so_without_details(pool: PgPool) {
    let site = Site::start(pool).await;
    site.sql("alter table executives rename column headline to broken").await;
    let page = site.anonymous().get("/executives/sarah-chen").await.expect(500);
    page.expect_says("Something broke on our side");
    page.expect_says(page.header("x-request-id"));
    for secret in ["headline", "column", "sqlx", "executives e"] {
        assert!(!page.source().contains(secret), "{secret}");
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_program_is_told_in_its_own_language(pool: PgPool) {
    let site = Site::start(pool).await;
    let request = Request::get("/nowhere").header("accept", "application/json").body(Body::empty()).unwrap();
    let answer = site.anonymous().send(request).await.expect(404);
    assert_eq!(answer.header("content-type"), "application/problem+json");
    let problem: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(problem["status"], 404);
}

#[tokio::test]
async fn without_a_database_pages_answer_503_and_the_rest_goes_on() {
    let pool = database::pool_for_requests("postgres://nobody@127.0.0.1:1/nothing", 1).unwrap();
    let site = Site::over(pool, quarterdeck::clock::Clock::standing_at(noon()));
    // Each waits for a connection as long as a request may; together they wait once.
    let out_of_service = async |path: &str| {
        let page = tokio::time::timeout(Duration::from_secs(6), site.anonymous().get(path)).await.unwrap();
        let page = page.expect(503);
        // A reader need not press anything to get the page that they asked for.
        assert_eq!((page.header("retry-after"), page.header("refresh")), ("5", "5"), "{path}");
        page.expect_says("We are briefly out of service");
        page.expect_says("asks again by itself");
    };
    tokio::join!(
        out_of_service("/"),
        out_of_service("/executives"),
        out_of_service("/jobs/any"),
        out_of_service("/roles"),
        out_of_service("/sitemap.xml"),
        out_of_service("/readyz"),
    );
    // What is sent is not sent again by itself, nor what programs ask for.
    let sent = site.anonymous().post("/alerts", "email=reader%40example.com").await.expect(503);
    assert!(!sent.headers.contains_key("refresh"));
    let data = site.anonymous().get("/executives.json").await.expect(503);
    assert!(!data.headers.contains_key("refresh"));
    for path in ["/about", "/privacy", "/robots.txt", "/favicon.ico", "/manifest.webmanifest", "/healthz"] {
        site.anonymous().get(path).await.expect(200);
    }
}
