//! Apply links are looked at, politely and with doubt. The world is a server of the test's own.

use std::time::Duration;

use chrono::TimeDelta;
use quarterdeck::clock::Clock;
use quarterdeck::database::MIGRATIONS;
use quarterdeck::outbound::{Client, Reach};
use quarterdeck::tend::links::{Checker, Looks, Manners};
use quarterdeck::tend::{self, Tending};
use sqlx::PgPool;

use crate::support::builders::{Job, jobs};
use crate::support::{Site, World};

const TITLE: &str = "<title>Fractional CFO at Northwind</title><p>Apply now.</p>";

fn manners() -> Manners {
    Manners { pause: Duration::ZERO, ..Manners::default() }
}

/// A pass so many hours from now.
async fn pass_with(site: &Site, checker: Checker, hours: i64) -> Looks {
    let clock = Clock::standing_at(site.clock.now() + TimeDelta::hours(hours));
    let tending = Tending { links: Some(checker), ..Tending::default() };
    let mut connection = site.pool.acquire().await.unwrap();
    let tended = tend::pass(&mut connection, &tending, &clock, &mut |_, _| {}).await.unwrap();
    tended.expect("nobody else tends").links.unwrap()
}

async fn pass(site: &Site, world: &World, hours: i64) -> Looks {
    pass_with(site, Checker::new(world.client(), manners()), hours).await
}

/// Open postings at these addresses.
async fn postings(site: &Site, addresses: &[&str]) -> Vec<Job> {
    jobs(addresses.iter().map(|address| site.job().with("Apply URL", *address).published()).collect()).await
}

/// The same for addresses that no import takes: they might stand in a row all the same.
async fn postings_leading(site: &Site, addresses: &[&str]) -> Vec<Job> {
    let leading = |address| site.job().published().set(&format!("apply_url = '{address}'"));
    jobs(addresses.iter().map(leading).collect()).await
}

async fn is_listed(site: &Site, job: &Job) -> bool {
    site.anonymous().get("/jobs").await.source().contains(&job.path)
}

async fn evidence(site: &Site, job: &Job) -> String {
    let id = job.id;
    site.value(&format!(
        "select outcome || ': ' || evidence from link_checks where job_id = '{id}' order by checked_at desc limit 1"
    ))
    .await
}

const GREENHOUSE: &str = "https://boards.greenhouse.io/acme/jobs/4010";
const LEVER: &str = "https://jobs.lever.co/acme/0c7b-11";
const ASHBY: &str = "https://jobs.ashbyhq.com/acme/0c7b-22";
const WORKDAY: &str = "https://acme.wd5.myworkdayjobs.com/Careers/job/Austin-TX/CFO_R-12";
const EMBEDDED: &str = "https://www.acme-analytics.com/careers?gh_jid=77";
const WEB: &str = "https://careers.northwind-analytics.com/jobs/cfo";
const CXS: &str = "acme.wd5.myworkdayjobs.com/wday/cxs/acme/Careers/job/Austin-TX/CFO_R-12";
const BOARDS: &str = "boards-api.greenhouse.io/v1/boards/acme_board/jobs/77";

/// A world in which all of them are open.
fn all_open(world: &World) {
    world.says("boards.greenhouse.io/acme/jobs/4010", 200, "");
    world.says("jobs.lever.co/acme/0c7b-11", 200, "");
    let ashby =
        r#"<script>window.__appData = {"organization":{"name":"Acme"},"posting":{"id":"0c7b-22"}};</script>"#;
    world.says("jobs.ashbyhq.com/acme/0c7b-22", 200, ashby);
    world.says_with(
        CXS,
        200,
        &[("content-type", "application/json")],
        r#"{"jobPostingInfo":{"canApply":true}}"#,
    );
    let script = r#"<title>Careers</title><script src="https://boards.greenhouse.io/embed/job_board/js?for=acme_board"></script>"#;
    world.says("www.acme-analytics.com/careers?gh_jid=77", 200, script);
    world.says_with(BOARDS, 200, &[("content-type", "application/json")], r#"{"id":77,"title":"CFO"}"#);
    world.says("boards-api.greenhouse.io/v1/boards/acme_board/", 200, "{}");
    world.says("careers.northwind-analytics.com/jobs/cfo", 200, TITLE);
}

const ALL: [&str; 6] = [GREENHOUSE, LEVER, ASHBY, WORKDAY, EMBEDDED, WEB];

#[sqlx::test(migrator = "MIGRATIONS")]
async fn what_is_still_there_is_confirmed_and_its_page_says_when(pool: PgPool) {
    let (site, world) = (Site::start_today(pool).await, World::open().await);
    all_open(&world);
    let made = postings(&site, &ALL).await;
    site.sql("update jobs set source_synced_at = now() - interval '59 days'").await;
    let changed = "select string_agg(content_updated_at::text, ' ' order by id) from jobs";
    let before = site.value(changed).await;
    let looks = pass(&site, &world, 0).await;
    assert_eq!((looks.open, looks.closed.len(), looks.unknown), (6, 0, 0));
    let today = site.clock.now().format("%-d %b %Y").to_string();
    for job in &made {
        let page = site.anonymous().get(&job.path).await.expect(200);
        page.expect_says(&format!("open on {today}"));
        page.expect_silent("by its source");
        assert!(evidence(&site, job).await.starts_with("open: "), "{}", evidence(&site, job).await);
    }
    assert_eq!(site.value(changed).await, before, "a look is no change of content");
    // By HEAD where that says enough; honestly named.
    let asked = world.asked();
    let lines: Vec<&str> = asked.iter().map(|asked| asked.line.as_str()).collect();
    assert!(lines.contains(&"HEAD jobs.lever.co/acme/0c7b-11"), "{lines:?}");
    assert!(lines.contains(&"HEAD boards.greenhouse.io/acme/jobs/4010"), "{lines:?}");
    for asked in &asked {
        let agent = asked.headers["user-agent"].to_str().unwrap();
        assert!(
            agent.starts_with("Quarterdeck/") && agent.contains("+https://quarterdeck.example"),
            "{agent}"
        );
    }
    // Not again before three days are over.
    assert_eq!(pass(&site, &world, 71).await.count(), 0);
    assert_eq!(pass(&site, &world, 72).await.open, 6);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_page_that_is_missing_closes_its_job_on_the_second_day_only(pool: PgPool) {
    let (site, world) = (Site::start_today(pool).await, World::open().await);
    all_open(&world);
    let gone = ["boards.greenhouse.io/acme/jobs/4010", "jobs.lever.co/acme/0c7b-11", CXS, BOARDS];
    for place in gone.into_iter().chain(["careers.northwind-analytics.com/jobs/cfo"]) {
        world.says(place, 404, "");
    }
    world.says("acme.wd5.myworkdayjobs.com/Careers", 200, "");
    let none = r#"<script>window.__appData = {"organization":{"name":"Acme"},"posting":null};</script>"#;
    world.says("jobs.ashbyhq.com/acme/0c7b-22", 200, none);
    let made = postings(&site, &ALL).await;
    let first = pass(&site, &world, 0).await;
    assert_eq!((first.open, first.closed.len(), first.unknown), (0, 0, 6), "{first}");
    for job in &made {
        assert!(is_listed(&site, job).await);
    }
    assert_eq!(pass(&site, &world, 12).await.count(), 0, "not the same day");
    let second = pass(&site, &world, 24).await;
    assert_eq!((second.open, second.closed.len(), second.unknown), (0, 6, 0), "{second}");
    for job in &made {
        assert!(!is_listed(&site, job).await);
        let page = site.anonymous().get(&job.path).await.expect(410);
        page.expect_says("was gone from the employer’s site on");
    }
    let audit = "select string_agg(distinct actor_role || ' ' || action || ' ' || (after ->> 'closed_reason'), ',') \
                 from audit_log where action = 'close' and after ->> 'evidence' like '%while%'";
    assert_eq!(site.value(audit).await, "tend close SOURCE_GONE");
    // What is closed is asked no more.
    world.asked();
    assert_eq!(pass(&site, &world, 200).await.count(), 0);
    assert!(world.lines().is_empty());
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_platform_that_says_a_job_is_closed_is_believed_at_once(pool: PgPool) {
    let (site, world) = (Site::start_today(pool).await, World::open().await);
    world.leads("boards.greenhouse.io/acme/jobs/4010", "https://job-boards.greenhouse.io/acme/jobs/4010");
    world.leads("job-boards.greenhouse.io/acme/jobs/4010", "/acme?error=true");
    let job = postings(&site, &[GREENHOUSE]).await.remove(0);
    let looks = pass(&site, &world, 0).await;
    assert_eq!(looks.closed.len(), 1, "{looks}");
    assert!(looks.closed[0].1.contains("https://job-boards.greenhouse.io/acme?error=true"), "{looks}");
    site.anonymous().get(&job.path).await.expect(410);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn doubt_closes_nothing_however_often_it_returns(pool: PgPool) {
    let (site, world) = (Site::start_today(pool).await, World::open().await);
    let addresses = [
        "https://a.northwind-analytics.com/login-wall",
        "https://b.northwind-analytics.com/filled",
        "https://c.northwind-analytics.com/elsewhere",
        "https://d.northwind-analytics.com/everything-missing",
        "https://e.northwind-analytics.com/loop",
        "https://f.northwind-analytics.com/app",
        "https://jobs.ashbyhq.com/acme/0c7b-33",
    ];
    world.says("a.northwind-analytics.com/login-wall", 403, "");
    world.says(
        "b.northwind-analytics.com/filled",
        200,
        "<title>Fractional CFO</title>This position has been filled.",
    );
    world.leads("c.northwind-analytics.com/elsewhere", "/careers");
    world.says("c.northwind-analytics.com/careers", 200, TITLE);
    world.says("d.northwind-analytics.com/", 404, "");
    world.leads("e.northwind-analytics.com/loop", "/loop");
    world.says("f.northwind-analytics.com/app", 200, "<title>Careers</title><div id=app></div>");
    world.says("jobs.ashbyhq.com/acme/0c7b-33", 200, "<script>window.__appData = {</script>");
    let made = postings(&site, &addresses).await;
    site.sql("update jobs set expires_at = now() + interval '90 days'").await;
    for day in [0, 1, 3, 7, 15, 27] {
        let looks = pass(&site, &world, 24 * day).await;
        assert_eq!((looks.closed.len(), looks.unknown), (0, made.len() as u64), "day {day}: {looks}");
    }
    assert_eq!(site.value("select max(failures) from link_checks").await, "6");
    assert_eq!(site.value("select count(*) from jobs where last_verified_at is not null").await, "0");
    for job in &made {
        assert!(is_listed(&site, job).await);
    }
    let looped = world.lines().iter().filter(|line| line.contains("/loop")).count();
    assert!(looped <= 6 * 8, "{looped}");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_host_that_asks_for_a_pause_gets_it(pool: PgPool) {
    let (site, world) = (Site::start_today(pool).await, World::open().await);
    let addresses = ["https://busy.northwind-analytics.com/1", "https://busy.northwind-analytics.com/2"];
    postings(&site, &addresses).await;
    for path in ["1", "2"] {
        let place = format!("busy.northwind-analytics.com/{path}");
        world.says_with(&place, 503, &[("retry-after", "7200")], "");
    }
    assert_eq!(pass(&site, &world, 0).await.count(), 1, "the second is not even asked");
    assert_eq!(world.lines().len(), 1);
    assert_eq!(pass(&site, &world, 1).await.count(), 0, "two hours were asked for");
    for path in ["1", "2"] {
        world.says(&format!("busy.northwind-analytics.com/{path}"), 200, TITLE);
    }
    assert_eq!(pass(&site, &world, 2).await.open, 1, "the other waits for its own day");
    assert_eq!(site.value("select count(*) from link_hosts").await, "0");
    assert_eq!(pass(&site, &world, 25).await.open, 1);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_host_that_does_not_answer_head_is_asked_by_get(pool: PgPool) {
    let (site, world) = (Site::start_today(pool).await, World::open().await);
    for (status, id) in [(405, "a-1"), (501, "a-2"), (404, "a-3"), (500, "a-4")] {
        world.says(&format!("HEAD jobs.lever.co/acme/{id}"), status, "");
        world.says(&format!("GET jobs.lever.co/acme/{id}"), 200, TITLE);
    }
    let addresses: Vec<String> = (1..=4).map(|n| format!("https://jobs.lever.co/acme/a-{n}")).collect();
    postings(&site, &addresses.iter().map(String::as_str).collect::<Vec<_>>()).await;
    assert_eq!(pass(&site, &world, 0).await.open, 4);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn nothing_inside_our_own_network_is_ever_asked(pool: PgPool) {
    let (site, world) = (Site::start_today(pool).await, World::open().await);
    let port = world.address("/").port().unwrap();
    // As the product asks: with nothing diverted. The world's own port stands for a service of ours.
    let addresses: Vec<String> = [
        format!("http://127.0.0.1:{port}/"),
        "http://127.0.0.1/a".into(),
        "http://2130706433/b".into(),
        "http://0x7f.1/c".into(),
        "http://10.0.0.8/".into(),
        "http://169.254.169.254/latest/meta-data/".into(),
        "http://[::1]/d".into(),
        "http://[::ffff:127.0.0.1]/e".into(),
        // A name that is found, and leads here.
        "http://ip6-localhost/".into(),
    ]
    .into();
    let made = postings_leading(&site, &addresses.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let client =
        Client::new(Reach::Public, "https://quarterdeck.example").with_patience(Duration::from_secs(3));
    let looks = pass_with(&site, Checker::new(client, manners()), 0).await;
    assert_eq!((looks.count(), looks.unknown), (made.len() as u64, made.len() as u64), "{looks}");
    assert!(world.lines().is_empty());
    let refused = "select count(*) from link_checks where evidence ~ 'not a public address|port [0-9]+ is not asked|is not found|no answer'";
    assert_eq!(site.value(refused).await, made.len().to_string());
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_redirect_into_our_own_network_is_not_followed(pool: PgPool) {
    let (site, world) = (Site::start_today(pool).await, World::open().await);
    for (n, to) in [
        "http://169.254.169.254/latest/meta-data/",
        "http://[::ffff:10.0.0.1]/",
        "http://0x7f000001/",
        "https://careers.northwind-analytics.com:8443/",
        "file:///etc/passwd",
    ]
    .into_iter()
    .enumerate()
    {
        world.leads(&format!("r{n}.northwind-analytics.com/job"), to);
    }
    let addresses: Vec<String> =
        (0..5).map(|n| format!("https://r{n}.northwind-analytics.com/job")).collect();
    postings(&site, &addresses.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let looks = pass(&site, &world, 0).await;
    assert_eq!((looks.unknown, looks.closed.len()), (5, 0), "{looks}");
    assert_eq!(world.lines().len(), 5, "one question each");
    let refused = "select count(*) from link_checks where evidence ~ 'not a public address|port 8443|only http and https'";
    assert_eq!(site.value(refused).await, "5");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn invented_hosts_are_never_asked_and_keep_their_jobs(pool: PgPool) {
    let (site, world) = (Site::start_today(pool).await, World::open().await);
    let addresses = [
        "https://jobs.northwind.example/1",
        "https://northwind.test/1",
        "https://careers.example.com/1",
        "https://northwind.invalid:443/1",
        "https://localhost/1",
    ];
    let made = postings_leading(&site, &addresses).await;
    assert_eq!(pass(&site, &world, 0).await.count(), 0);
    assert!(world.lines().is_empty());
    assert!(is_listed(&site, &made[0]).await);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_pass_takes_the_oldest_first_and_not_too_many_of_one_host(pool: PgPool) {
    let (site, world) = (Site::start_today(pool).await, World::open().await);
    let mut addresses: Vec<String> =
        (0..5).map(|n| format!("https://careers.northwind-analytics.com/{n}")).collect();
    addresses.push("https://careers.acme-analytics.com/1".into());
    postings(&site, &addresses.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let few = || Checker::new(world.client(), Manners { per_host: 2, ..manners() });
    assert_eq!(pass_with(&site, few(), 0).await.count(), 3);
    assert_eq!(pass_with(&site, few(), 1).await.count(), 2, "those that had no turn");
    assert_eq!(pass_with(&site, few(), 2).await.count(), 1);
    let one = Checker::new(world.client(), Manners { postings: 1, ..manners() });
    world.asked();
    assert_eq!(pass_with(&site, one, 100).await.count(), 1);
    let first =
        "select apply_url from link_checks group by 1 order by min(checked_at), min(job_id::text) limit 1";
    let asked = format!("https://{}", world.lines()[0].trim_start_matches("GET "));
    assert_eq!(asked, site.value(first).await);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_address_that_changed_begins_anew_and_one_process_tends_at_a_time(pool: PgPool) {
    let (site, world) = (Site::start_today(pool).await, World::open().await);
    let job = postings(&site, &[WEB]).await.remove(0);
    assert_eq!(pass(&site, &world, 0).await.unknown, 1);
    // Missing, but the address is another one since.
    site.sql("update jobs set apply_url = 'https://careers.northwind-analytics.com/jobs/other'").await;
    assert_eq!(pass(&site, &world, 24).await.unknown, 1);
    assert!(is_listed(&site, &job).await);

    let mut other = site.pool.acquire().await.unwrap();
    sqlx::query("select pg_advisory_lock(hashtextextended('quarterdeck tend', 0))")
        .execute(&mut *other)
        .await
        .unwrap();
    let mut connection = site.pool.acquire().await.unwrap();
    let tending = Tending { links: Some(Checker::new(world.client(), manners())), ..Tending::default() };
    world.asked();
    let tended = tend::pass(&mut connection, &tending, &site.clock, &mut |_, _| {}).await.unwrap();
    assert!(tended.is_none() && world.lines().is_empty());
}
