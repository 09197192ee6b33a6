//! How often profiles are looked at: counted where requests pass, added up by day, shown to the owner alone.

use axum::body::Body;
use axum::http::Request;
use chrono::TimeDelta;
use quarterdeck::clock::Clock;
use quarterdeck::database::MIGRATIONS;
use quarterdeck::executives::views;
use quarterdeck::tend::{self, Tending};
use sqlx::PgPool;

use super::me::{ANN, AT, PUBLIC, owned};
use crate::support::Site;
use crate::support::site::noon;

const FIREFOX: (&str, &str) =
    ("user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0");

async fn flush(site: &Site) -> i64 {
    views::flush(&site.pool, site.views(), site.clock.today()).await.unwrap()
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn visitors_are_counted_by_day_and_their_owner_sees_how_many(pool: PgPool) {
    let site = Site::start(pool.clone()).await;
    let ann = owned(&site).await;
    ann.get(AT).await.expect(200).expect_says("No views in 30 days.");
    // The page made, kept, and kept by the visitor already; with a cookie that says nothing of who they are.
    for _ in 0..2 {
        site.anonymous().get_with(PUBLIC, &[FIREFOX]).await.expect(200);
    }
    let tag = site.anonymous().get(PUBLIC).await.header("etag").to_owned();
    site.anonymous().get_with(PUBLIC, &[FIREFOX, ("if-none-match", &tag)]).await.expect(304);
    site.anonymous().get_with(PUBLIC, &[FIREFOX, ("cookie", "__Host-list=x")]).await.expect(200);
    // Programs, those who only read ahead, the owner, other forms of the page, and pages that are not there.
    for headers in [
        &[("user-agent", "Mozilla/5.0 (compatible; SomeBot/1.0)")][..],
        &[("user-agent", "curl/8")],
        &[],
        &[FIREFOX, ("sec-purpose", "prefetch")],
    ] {
        site.anonymous().get_with(PUBLIC, headers).await.expect(200);
    }
    ann.get(PUBLIC).await.expect(200);
    for path in [format!("{PUBLIC}.json"), format!("{PUBLIC}/contact")] {
        site.anonymous().get_with(&path, &[FIREFOX]).await.expect(200);
    }
    site.anonymous().get_with("/executives/nobody", &[FIREFOX]).await.expect(404);
    site.anonymous().get_with("/executives/Ann-Abel", &[FIREFOX]).await.expect(301);
    let head = Request::head(PUBLIC).header(FIREFOX.0, FIREFOX.1).body(Body::empty()).unwrap();
    site.anonymous().send(head).await.expect(200);

    assert_eq!(flush(&site).await, 4);
    assert_eq!(flush(&site).await, 0);
    // Another process adds up, another day is another row.
    let other = Site::over(pool.clone(), site.clock.clone());
    other.anonymous().get_with(PUBLIC, &[FIREFOX]).await.expect(200);
    flush(&other).await;
    let tomorrow = Site::over(pool, Clock::standing_at(noon() + TimeDelta::days(1)));
    tomorrow.anonymous().get_with(PUBLIC, &[FIREFOX]).await.expect(200);
    flush(&tomorrow).await;
    let counts = "select string_agg(day || ' ' || views, ', ' order by day) from profile_views";
    assert_eq!(site.value(counts).await, "2026-06-15 5, 2026-06-16 1");

    let ann = tomorrow.member(ANN).await;
    let page = ann.get(AT).await.expect(200);
    page.expect_says("6 views in 30 days, 5 of them on 15 Jun 2026.");
    assert_eq!(page.select("svg[role=img] rect.chart-bar").len(), 30);
    let rows = page.texts(".chart tbody tr");
    assert_eq!(
        (rows.len(), rows[28].as_str(), rows[29].as_str()),
        (30, "15 Jun 2026 5 0", "16 Jun 2026 1 0")
    );
    // Nobody else learns it, and no visitor gets a cookie.
    let public = tomorrow.anonymous().get_with(PUBLIC, &[FIREFOX]).await.expect(200);
    assert!(!public.says("Views") && public.header("set-cookie").is_empty());
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn what_cannot_be_written_down_waits_and_what_is_old_goes(pool: PgPool) {
    let site = Site::start(pool).await;
    owned(&site).await;
    site.anonymous().get_with(PUBLIC, &[FIREFOX]).await.expect(200);
    site.sql("alter table profile_views rename to away").await;
    assert!(views::flush(&site.pool, site.views(), site.clock.today()).await.is_err());
    site.anonymous().get_with(PUBLIC, &[FIREFOX]).await.expect(200);
    site.sql("alter table away rename to profile_views").await;
    assert_eq!(flush(&site).await, 2);
    for (days, left) in [(399, "1"), (401, "0")] {
        let later = Clock::standing_at(noon() + TimeDelta::days(days));
        let mut connection = site.pool.acquire().await.unwrap();
        tend::pass(&mut connection, &Tending::default(), &later, &mut |_, _| {}).await.unwrap().unwrap();
        assert_eq!(site.value("select count(*) from profile_views").await, left, "after {days} days");
    }
}
