//! How a job ends, and that it is gone from everywhere when it does.

use quarterdeck::audit::Actor;
use quarterdeck::clock::Clock;
use quarterdeck::database::MIGRATIONS;
use quarterdeck::ingestion::Entity;
use quarterdeck::jobs::ClosedReason;
use quarterdeck::jobs::closing::{self, ClosingError};
use quarterdeck::tend::{self, Tended, Tending};
use serde_json::json;
use sqlx::PgPool;

use crate::alerts::{ANN, next_day, save};
use crate::support::Site;
use crate::support::builders::{executives, jobs};

async fn tend(site: &Site) -> Tended {
    let mut connection = site.pool.acquire().await.unwrap();
    let tended = tend::pass(&mut connection, &Tending::default(), &site.clock, &mut |_, _| {}).await;
    tended.unwrap().expect("nobody else tends")
}

async fn close(site: &Site, path: &str, reason: ClosedReason) -> Result<(), ClosingError> {
    let mut connection = site.pool.acquire().await.unwrap();
    let slug = path.trim_start_matches("/jobs/");
    closing::close_by_slug(&mut connection, slug, reason, &Actor::COMMAND_LINE, site.clock.now())
        .await
        .map(|_| ())
}

async fn reopen(site: &Site, path: &str) -> Result<(), ClosingError> {
    let mut connection = site.pool.acquire().await.unwrap();
    let slug = path.trim_start_matches("/jobs/");
    closing::reopen(&mut connection, slug, &Actor::COMMAND_LINE, site.clock.now()).await.map(|_| ())
}

/// Every surface that shows postings, counts them or draws figures from them.
const SURFACES: [&str; 30] = [
    "/",
    "/jobs",
    "/jobs?q=zebrafinch",
    "/jobs?q=zebrafinch+c&sort=closing",
    "/jobs?role=fractional-cfo",
    "/jobs?location=austin-tx",
    "/jobs?near=austin-tx",
    "/jobs?industry=saas",
    "/jobs?remote=onsite",
    "/roles",
    "/roles/fractional-cfo",
    "/roles/fractional-cfo/locations/austin-tx",
    "/roles/fractional-cfo/industries/saas",
    "/roles/fractional-cfo/jobs",
    "/roles/fractional-cfo/jobs/remote",
    "/locations",
    "/locations/austin-tx",
    "/locations/austin-tx/jobs",
    "/industries",
    "/industries/saas",
    "/industries/saas/jobs",
    "/rates",
    "/rates/fractional-cfo",
    "/sitemap.xml",
    "/sitemaps/hubs.xml",
    "/sitemaps/words.xml",
    "/alerts/new/jobs?q=zebrafinch",
    "/alerts/new/jobs?role=fractional-cfo",
    "/suggest?in=jobs&q=zebra",
    "/suggest?in=jobs&q=zebrafinch+cfo",
];

/// All that the sitemap's files name.
const NAMED: &str = "the sitemap";

/// What every surface answers, and what stands beside another posting and another profile and in an alert.
async fn walk(site: &Site, besides: &[&str]) -> Vec<(String, u16, String)> {
    let mut seen = Vec::new();
    for path in SURFACES.iter().chain(besides) {
        let page = site.anonymous().get(path).await;
        // A form's key is another each time that it is asked for.
        let lines = page.source().lines().filter(|line| !line.contains("name=\"request_key\""));
        seen.push(((*path).to_owned(), page.status, lines.collect::<Vec<_>>().join("\n")));
    }
    seen.push((NAMED.to_owned(), 200, crate::machines::sitemap(site).await.join("\n")));
    seen
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_job_that_is_closed_is_gone_from_every_surface_at_once(pool: PgPool) {
    let site = Site::start_today(pool).await;
    // They ask for more than the others pay, so that the job in question suits them best.
    let person = |name: String| {
        site.executive()
            .named(&name)
            .industries("SaaS")
            .with("Monthly Rate", "USD 10,000 per month")
            .published()
    };
    let people = (0..12).map(|n| person(format!("Ann Abel {n}")));
    let people = executives(people.collect()).await;
    let like = |title: &str, company: &str, pay: &str| {
        site.job().titled(title).with("Company", company).industries("SaaS").with("Salary", pay).published()
    };
    // The first pays as the job in question does, which goes with it therefore.
    let pay = |n| if n == 0 { "USD 20,000 per month" } else { "USD 8,000 per month" };
    let others = (0..6).map(|n| like("Fractional CFO", &format!("Northwind {n}"), pay(n)));
    let other = jobs(others.collect()).await.remove(0);
    let alert = save(&site, "/alerts/new/jobs?q=zebrafinch", ANN, "daily").await;
    let besides = [other.path.as_str(), people[0].path.as_str(), &alert];
    let without = walk(&site, &besides).await;

    let job = like("Zebrafinch CFO", "Zebrafinch Ltd", "USD 20,000 per month");
    let job = job.set("source_synced_at = now() - interval '1 day'").post().await;
    let with = walk(&site, &besides).await;
    let different: Vec<&str> = (with.iter().zip(&without))
        .filter(|(with, without)| with != without)
        .map(|(with, _)| with.0.as_str())
        .collect();
    // The test itself would notice: lists, counts, hubs, figures, suggestions, the sitemap and what stands beside it.
    let lists = ["/", "/jobs", "/jobs?q=zebrafinch", "/rates/fractional-cfo", NAMED];
    let hubs = ["/roles/fractional-cfo", "/roles/fractional-cfo/jobs", "/locations/austin-tx/jobs"];
    for touched in lists.iter().chain(&hubs).chain(&besides[..2]) {
        assert!(different.contains(touched), "{touched} is not in {different:?}");
    }
    site.anonymous().get(&job.path).await.expect(200).json_ld_of("JobPosting").expect("structured data");

    close(&site, &job.path, ClosedReason::Filled).await.unwrap();
    for (after, before) in walk(&site, &besides).await.iter().zip(&without) {
        let at = after.2.bytes().zip(before.2.bytes()).take_while(|(a, b)| a == b).count();
        let around = |text: &str| text.chars().skip(at.saturating_sub(80)).take(200).collect::<String>();
        assert!(after == before, "{}:\n{}\n{}", after.0, around(&after.2), around(&before.2));
    }
    let page = site.anonymous().get(&job.path).await.expect(410);
    page.expect_says(&format!("was filled on {}", site.clock.now().format("%-d %b %Y")));
    assert!(page.json_ld_of("JobPosting").is_none() && !page.is_indexable());
    site.anonymous().post(&format!("{}/apply", job.path), "").await.expect(410);

    assert_eq!(next_day(&site).await.told, 0, "nobody is told of it");

    reopen(&site, &job.path).await.unwrap();
    for (after, before) in walk(&site, &besides).await.iter().zip(&with) {
        assert_eq!(after.1, before.1, "{}", after.0);
    }
    site.anonymous().get(&job.path).await.expect(200).expect_silent("by its source");
    assert_eq!(next_day(&site).await.told, 1, "now somebody is");
    let audit = "select string_agg(action || ' ' || actor_role, ', ' order by action) from audit_log where action in ('close', 'reopen')";
    assert_eq!(site.value(audit).await, "close command line, reopen command line");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn what_ran_out_is_written_down_as_of_the_moment_at_which_it_left(pool: PgPool) {
    let site = Site::start_today(pool).await;
    let stale = site.job().published().post().await;
    let ended =
        site.job().titled("CMO").published().set("expires_at = now() - interval '3 days'").post().await;
    let open = site.job().titled("CTO").published().post().await;
    let waiting = site.job().titled("COO").post().await;
    let long_ago = "update jobs set source_synced_at = now() - interval '61 days' where id in";
    site.sql(&format!("{long_ago} ('{}', '{}')", stale.id, waiting.id)).await;
    let words = |path: &str| {
        let path = path.to_owned();
        let site = &site;
        async move { site.anonymous().get(&path).await.expect(410).text(".page-head") }
    };
    let before = (words(&stale.path).await, words(&ended.path).await);
    assert_eq!(tend(&site).await.expired, 2);
    assert_eq!((words(&stale.path).await, words(&ended.path).await), before, "nothing reads otherwise");
    assert!(before.0.contains("was last confirmed open on") && before.1.contains("reached its closing date"));
    let as_it_left =
        "select count(*) from jobs where closed_reason = 'EXPIRED' and closed_at = open_until(jobs)";
    assert_eq!(site.value(as_it_left).await, "2");
    let who =
        "select string_agg(distinct action || ' ' || actor_role, ',') from audit_log where action = 'close'";
    assert_eq!(site.value(who).await, "close tend");
    assert_eq!(tend(&site).await.expired, 0, "once");
    site.anonymous().get(&open.path).await.expect(200);
    let id = waiting.id;
    assert_eq!(
        site.value(&format!("select closed_at from jobs where id = '{id}'")).await,
        "",
        "it is not out yet"
    );
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_job_that_ran_out_is_open_again_when_its_source_delivers_it(pool: PgPool) {
    let site = Site::start_today(pool).await;
    let row = json!({
        "Clay Record ID": "r1", "Job Title": "Fractional CFO", "Company": "Northwind", "Type": "Contract",
        "Location": "Austin, TX", "Apply URL": "https://jobs.northwind.example/1", "Posted On": "2026-01-01",
        "Job Description": "Own the numbers.",
    });
    site.import(Entity::Job, vec![row.clone()]).await;
    let path = format!("/jobs/{}", site.value("select slug from jobs").await);
    for reason in ["EXPIRED", "FILLED"] {
        site.sql(
            "update jobs set status = 'PUBLISHED', published_at = now(), closed_at = null, closed_reason = null, \
             source_synced_at = now() - interval '61 days'",
        )
        .await;
        if reason == "EXPIRED" {
            assert_eq!(tend(&site).await.expired, 1);
        } else {
            close(&site, &path, ClosedReason::Filled).await.unwrap();
        }
        site.anonymous().get(&path).await.expect(410);
        site.import(Entity::Job, vec![row.clone()]).await;
        // What somebody decided stands; what only time did is taken back.
        let now = if reason == "EXPIRED" { 200 } else { 410 };
        site.anonymous().get(&path).await.expect(now);
    }
    let audit = "select string_agg(action || ' ' || actor_role, ', ' order by at) from audit_log where action in ('close', 'reopen')";
    assert_eq!(site.value(audit).await, "close tend, reopen confirmation, close command line");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_operator_is_told_what_can_not_be_closed_or_opened(pool: PgPool) {
    let site = Site::start_today(pool).await;
    let job = site.job().published().post().await;
    let said = |result: Result<(), ClosingError>| result.unwrap_err().to_string();
    assert!(
        said(close(&site, "/jobs/nothing", ClosedReason::Filled).await).contains("no job at /jobs/nothing")
    );
    assert_eq!(said(reopen(&site, &job.path).await), "it is not closed");
    close(&site, &job.path, ClosedReason::Withdrawn).await.unwrap();
    assert!(said(close(&site, &job.path, ClosedReason::Filled).await).contains("already: Withdrawn"));
    let page = site.anonymous().get(&job.path).await.expect(410);
    page.expect_says("was withdrawn by the employer on");
    site.sql("update jobs set expires_at = now() - interval '2 days'").await;
    assert!(said(reopen(&site, &job.path).await).contains("its own last day was"));
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn what_left_the_outbox_long_ago_is_forgotten(pool: PgPool) {
    let site = Site::start_today(pool).await;
    site.sql(
        "insert into outbox (id, kind, payload, sent_at, not_before, created_at) values
           (gen_random_uuid(), 'mail', '{}', now() - interval '31 days', now(), now() - interval '31 days'),
           (gen_random_uuid(), 'mail', '{}', now() - interval '29 days', now(), now() - interval '29 days'),
           (gen_random_uuid(), 'mail', '{}', null, 'infinity', now() - interval '31 days'),
           (gen_random_uuid(), 'mail', '{}', null, 'infinity', now() - interval '29 days'),
           (gen_random_uuid(), 'mail', '{}', null, now(), now() - interval '91 days')",
    )
    .await;
    let clock = Clock::standing_at(site.clock.now());
    assert_eq!(clock.today(), site.clock.today());
    assert_eq!(tend(&site).await.forgotten, 2);
    assert_eq!(
        site.value("select count(*) from outbox").await,
        "3",
        "what is young, and what is still to go"
    );
}
