//! Who goes on to apply is counted, and not kept.

use axum::body::Body;
use axum::http::Request;
use chrono::TimeDelta;
use quarterdeck::clock::Clock;
use quarterdeck::database::MIGRATIONS;
use quarterdeck::tend::{self, Tending};
use sqlx::PgPool;

use crate::support::builders::Job;
use crate::support::{Answer, Site};

/// Somebody at this address with this browser goes on to apply.
async fn apply(site: &Site, job: &Job, address: &str, browser: &str) -> Answer {
    let request = Request::post(format!("{}/apply", job.path))
        .header("sec-fetch-site", "same-origin")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("x-forwarded-for", address)
        .header("user-agent", browser)
        .extension(axum::extract::ConnectInfo(std::net::SocketAddr::from(([10, 0, 0, 1], 4711))));
    site.anonymous().send(request.body(Body::empty()).unwrap()).await
}

async fn count(site: &Site, job: &Job) -> String {
    site.value(&format!("select sum(visitors) from apply_counts where job_id = '{}'", job.id)).await
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_visitor_counts_once_a_day_and_job(pool: PgPool) {
    let site = Site::start_today(pool).await;
    let job = site.job().published().post().await;
    let other = site.job().titled("Fractional CMO").published().post().await;
    for _ in 0..3 {
        apply(&site, &job, "198.51.100.7", "Firefox").await.expect(200);
    }
    assert_eq!(count(&site, &job).await, "1");
    apply(&site, &job, "198.51.100.8", "Firefox").await.expect(200);
    apply(&site, &job, "198.51.100.7", "Safari").await.expect(200);
    apply(&site, &other, "198.51.100.7", "Firefox").await.expect(200);
    assert_eq!((count(&site, &job).await.as_str(), count(&site, &other).await.as_str()), ("3", "1"));
    // Who only looks is not counted, nor who comes too late, nor whoever sends forms from elsewhere.
    site.anonymous().get(&job.path).await.expect(200);
    let copied = site.anonymous().get(&format!("{}/apply", job.path)).await.expect(303);
    assert_eq!(copied.header("location"), job.path);
    let foreign = Request::post(format!("{}/apply", job.path)).header("user-agent", "bot");
    site.anonymous().send(foreign.body(Body::empty()).unwrap()).await.expect(403);
    site.sql("update jobs set closed_at = now(), closed_reason = 'FILLED'").await;
    apply(&site, &job, "198.51.100.9", "Firefox").await.expect(410);
    assert_eq!(count(&site, &job).await, "3");
    // Nothing on any page tells of it.
    site.anonymous().get(&job.path).await.expect(410).expect_silent("visitor");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_hundred_clicks_at_once_are_as_many_as_their_visitors(pool: PgPool) {
    let site = Site::start_today(pool).await;
    let job = site.job().published().post().await;
    let clicks = (0..100).map(|n| {
        let (site, job) = (&site, &job);
        async move { apply(site, job, &format!("198.51.100.{}", n % 10), "Firefox").await.status }
    });
    let statuses = futures_util::future::join_all(clicks).await;
    assert!(statuses.iter().all(|status| *status == 200), "{statuses:?}");
    assert_eq!(count(&site, &job).await, "10");
    assert_eq!(site.value("select count(*) from apply_clicks").await, "10");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn what_tells_visitors_apart_is_gone_two_days_later_and_the_count_is_not(pool: PgPool) {
    let site = Site::start_today(pool).await;
    let job = site.job().published().post().await;
    apply(&site, &job, "198.51.100.7", "Firefox").await.expect(200);
    let kept = site.value("select row_to_json(c) from apply_clicks c").await;
    assert!(!kept.contains("198.51") && !kept.contains("Firefox"), "{kept}");
    for (days, left) in [(0, "1"), (1, "1"), (2, "0")] {
        let clock = Clock::standing_at(site.clock.now() + TimeDelta::days(days));
        let mut connection = site.pool.acquire().await.unwrap();
        tend::pass(&mut connection, &Tending::default(), &clock, &mut |_, _| {}).await.unwrap().unwrap();
        assert_eq!(site.value("select count(*) from apply_clicks").await, left, "after {days} days");
    }
    assert_eq!(count(&site, &job).await, "1");
}
