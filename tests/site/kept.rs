//! Kept pages are those that would be made now: whatever changed, whoever changed it, wherever.

use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::Request;
use quarterdeck::clock::Clock;
use quarterdeck::config::Limits;
use quarterdeck::database::MIGRATIONS;
use quarterdeck::state::Rules;
use quarterdeck::taxonomy;
use serde_json::json;
use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;
use tempfile::TempDir;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpStream, UnixListener, UnixStream};
use tokio::task::{AbortHandle, JoinSet};

use crate::support::{Answer, Site, builders};

/// A site as a process of its own serves it: with its own connections and the limits of the house, following the database
/// by itself.
fn served(pool: &PgPool) -> Site {
    let pool = PgPoolOptions::new()
        .max_connections(8)
        .acquire_timeout(Duration::from_secs(2))
        .connect_lazy_with((*pool.connect_options()).clone());
    let site = Site::limited(pool.clone(), Clock::system(), Rules::default(), Limits::default());
    tokio::spawn(site.search.clone().follow(pool.clone(), site.clock.clone()));
    site
}

async fn get(site: &Site, path: &str) -> Answer {
    site.anonymous().ask(Request::get(path).body(Body::empty()).unwrap()).await
}

/// Asks until it holds.
async fn eventually(site: &Site, path: &str, what: &str, holds: impl Fn(&Answer) -> bool) {
    let began = Instant::now();
    while !holds(&get(site, path).await) {
        assert!(began.elapsed() < Duration::from_secs(20), "{path}: never {what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

async fn ready(site: &Site) {
    while !site.search.is_ready() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    // Until it vouches for what it has read, pages are kept for a second only.
    eventually(site, "/about", "kept", |_| site.pages().fresh > 0).await;
}

/// Where Sarah shows once she is published.
const SARAHS: [&str; 5] =
    ["/", "/executives", "/executives?q=sarah", "/roles/fractional-cfo", "/executives/sarah-chen"];

#[sqlx::test(migrator = "MIGRATIONS")]
async fn what_one_process_changes_shows_in_all_of_them(pool: PgPool) {
    taxonomy::load_shipped(&pool).await.unwrap();
    let sites = [served(&pool), served(&pool)];
    let made = &sites[0];
    builders::executives(vec![made.executive().named("Ben Okafor").published()]).await;
    let sarah = made.executive().create().await;
    for site in &sites {
        ready(site).await;
        eventually(site, "/executives", "with Ben", |page| page.says("Ben Okafor")).await;
        for path in SARAHS {
            assert!(!get(site, path).await.source().contains("Sarah Chen"), "{path}");
        }
    }
    let id = sarah.id;
    made.sql(&format!("update executives set status = 'PUBLISHED', published_at = now() where id = '{id}'"))
        .await;
    for (site, path) in sites.iter().flat_map(|site| SARAHS.map(|path| (site, path))) {
        eventually(site, path, "with Sarah", |page| page.source().contains("Sarah Chen")).await;
    }
    made.sql(&format!("update executives set headline = 'Turns numbers into decisions' where id = '{id}'"))
        .await;
    for (site, path) in
        sites.iter().flat_map(|site| [(site, "/executives"), (site, "/executives/sarah-chen")])
    {
        eventually(site, path, "edited", |page| page.says("Turns numbers into decisions")).await;
    }
    made.sql(&format!("update executives set removed_at = now() where id = '{id}'")).await;
    for (site, path) in sites.iter().flat_map(|site| SARAHS.map(|path| (site, path))) {
        eventually(site, path, "without Sarah", |page| !page.source().contains("Sarah Chen")).await;
    }
    // It has no grace, and no way back.
    for (site, path) in sites.iter().flat_map(|site| SARAHS.map(|path| (site, path))) {
        assert!(!get(site, path).await.source().contains("Sarah Chen"), "{path}");
    }
    get(&sites[1], "/executives/sarah-chen").await.expect(410);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_posting_leaves_every_kept_page_when_its_time_is_over(pool: PgPool) {
    taxonomy::load_shipped(&pool).await.unwrap();
    let site = served(&pool);
    ready(&site).await;
    builders::executives(vec![site.executive().published()]).await;
    let job = site.job().published().set("expires_at = now() + interval '2 seconds'").post().await;
    let surfaces = ["/", "/jobs", "/roles/fractional-cfo", job.path.as_str()];
    for path in surfaces {
        eventually(&site, path, "open", |page| page.status == 200 && page.source().contains(&job.path)).await;
    }
    eventually(&site, &job.path, "closed", |page| page.status == 410).await;
    for path in &surfaces[..3] {
        assert!(!get(&site, path).await.source().contains(&job.path), "{path}");
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn while_the_database_is_away_kept_pages_are_served_and_afterwards_new_ones(pool: PgPool) {
    let mut way = Way::to(&pool);
    let near = Site::start_today(pool.clone()).await;
    builders::executives(vec![near.executive().published()]).await;
    let options = (*pool.connect_options()).clone().socket(way.folder.path());
    let site = served(&PgPoolOptions::new().connect_lazy_with(options));
    ready(&site).await;
    for path in ["/", "/executives", "/executives/sarah-chen"] {
        eventually(&site, path, "with Sarah", |page| {
            page.status == 200 && page.source().contains("Sarah Chen")
        })
        .await;
    }
    way.close();
    for path in ["/", "/executives", "/executives/sarah-chen"] {
        for _ in 0..3 {
            assert!(get(&site, path).await.expect(200).source().contains("Sarah Chen"), "{path}");
        }
    }
    let uncached = get(&site, "/roles").await.expect(503);
    assert_eq!(uncached.header("retry-after"), "5");
    near.sql("update executives set headline = 'Back in business'").await;
    // Later, when nobody can say any more whether something has changed.
    tokio::time::sleep(Duration::from_millis(1_200)).await;
    assert!(get(&site, "/executives").await.expect(200).source().contains("Sarah Chen"));
    way.open();
    eventually(&site, "/executives", "new", |page| page.says("Back in business")).await;
    eventually(&site, "/roles", "there", |page| page.status == 200).await;
}

/// The way to the database, which can be closed.
struct Way {
    folder: TempDir,
    pool: PgPool,
    going: Option<AbortHandle>,
}

impl Way {
    fn to(pool: &PgPool) -> Self {
        let mut way = Self { folder: TempDir::new().unwrap(), pool: pool.clone(), going: None };
        way.open();
        way
    }

    fn open(&mut self) {
        let options = (*self.pool.connect_options()).clone();
        let port = options.get_port();
        let place = self.folder.path().join(format!(".s.PGSQL.{port}"));
        let _ = std::fs::remove_file(&place);
        let listener = UnixListener::bind(place).unwrap();
        let going = tokio::spawn(async move {
            // Ends with this task, and all connections with it.
            let mut connections = JoinSet::new();
            loop {
                let (mut near, _) = listener.accept().await.unwrap();
                let (socket, host) = (options.get_socket().cloned(), options.get_host().to_owned());
                connections.spawn(async move {
                    if let Some(folder) = socket {
                        let mut far =
                            UnixStream::connect(folder.join(format!(".s.PGSQL.{port}"))).await.unwrap();
                        let _ = copy_bidirectional(&mut near, &mut far).await;
                    } else {
                        let mut far = TcpStream::connect((host, port)).await.unwrap();
                        let _ = copy_bidirectional(&mut near, &mut far).await;
                    }
                });
            }
        });
        self.going = Some(going.abort_handle());
    }

    fn close(&mut self) {
        self.going.take().unwrap().abort();
    }
}

/// Tables of which pages show something.
const SHOWN: [&str; 18] = [
    "executives",
    "executive_industries",
    "executive_specialties",
    "executive_experience",
    "executive_education",
    "executive_certifications",
    "executive_reviews",
    "executive_case_studies",
    "executive_verifications",
    "jobs",
    "job_industries",
    "job_responsibilities",
    "job_requirements",
    "roles",
    "industries",
    "locations",
    "specialties",
    "taxonomy_aliases",
];

/// Tables that are read on the way to a page and not watched: where moved addresses lead (a redirect is not kept); the
/// changes themselves; what triggers write with `executives` and `jobs`, and `taxonomy::load` in one transaction with `specialties`,
/// which are watched.
const ASKED: [&str; 5] =
    ["executive_cards", "job_cards", "search_changes", "slug_redirects", "specialty_roles"];

/// Some of everything that pages show.
async fn some_of_everything(site: &Site) {
    builders::executives(vec![
        site.executive()
            .industries("SaaS")
            .with("Specialties", json!(["Fundraising"]))
            .with("Experience", json!([{"company": "Mill", "title": "CFO", "start_date": "2020-01"}]))
            .with("Education", json!([{"institution": "MIT", "degree": "MBA"}]))
            .with("Certifications", json!(["CPA"]))
            .with("Reviews", json!([{"author_name": "Ann", "rating": 5, "content": "Good.", "published_at": "2026-01-01"}]))
            .with("Case Studies", json!([{"title": "A turnaround", "situation": "Red.", "outcome": "Black."}]))
            .published(),
        site.executive().named("Ben Okafor").industries("SaaS").published(),
    ])
    .await;
    builders::jobs(vec![
        site.job()
            .industries("SaaS")
            .with("Responsibilities", json!(["Close the books"]))
            .with("Requirements", json!(["CPA"]))
            .published(),
    ])
    .await;
    site.sql(
        "insert into executive_verifications (id, executive_id, check_type, status, checked_at)
           select gen_random_uuid(), id, 'IDENTITY', 'VERIFIED', now() from executives limit 1",
    )
    .await;
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn every_page_is_made_of_the_tables_that_are_watched(pool: PgPool) {
    let site = Site::start_today(pool).await;
    some_of_everything(&site).await;
    let all = "select string_agg(quote_ident(relname), ' ' order by relname) from pg_class
                where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace";
    let all = site.value(all).await;
    let others: Vec<&str> =
        all.split(' ').filter(|table| !SHOWN.contains(table) && !ASKED.contains(table)).collect();
    assert!(
        others.len() + SHOWN.len() + ASKED.len() == all.split(' ').count(),
        "a table that is shown is none: {all}"
    );
    for table in others {
        site.sql(&format!("alter table {table} rename to {table}_of_no_page")).await;
    }
    for path in [
        "/",
        "/executives",
        "/executives?q=sarah&industry=saas",
        "/executives/sarah-chen",
        "/jobs",
        "/jobs?q=cfo",
        "/jobs/fractional-cfo",
        "/roles",
        "/roles/fractional-cfo",
        "/locations",
        "/locations/austin-tx",
        "/industries",
        "/industries/saas",
        "/rates",
        "/suggest?in=executives&q=sa",
        "/suggest?in=jobs&q=cf",
        "/about",
        "/privacy",
        "/terms",
        "/data-sources",
        "/sitemap.xml",
        "/sitemaps/words.xml",
        "/sitemaps/hubs.xml",
    ] {
        // Without the index and with it.
        get(&site, path).await.expect(200);
        site.anonymous().get(path).await.expect(200);
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn every_change_of_what_pages_show_is_noted(pool: PgPool) {
    let site = Site::start_today(pool).await;
    some_of_everything(&site).await;
    let noted = async |statement: &str| {
        site.sql(&format!("delete from search_changes; {statement}")).await;
        site.value("select count(*) from search_changes").await != "0"
    };
    for table in SHOWN {
        assert_ne!(
            site.value(&format!("select count(*) from {table}")).await,
            "0",
            "nothing in {table} to try it with"
        );
        let column = format!(
            "select quote_ident(attname) from pg_attribute where attrelid = '{table}'::regclass and attnum > 0
                and not attisdropped and attname not in ('id', 'created_at', 'updated_at') order by attnum limit 1"
        );
        let column = match table {
            "taxonomy_aliases" => "target_id".to_owned(),
            _ => site.value(&column).await,
        };
        assert!(noted(&format!("update {table} set {column} = {column}")).await, "update {table}");
        // A copy of a row, put back.
        let again = format!(
            "create temporary table kept on commit drop as select * from {table} limit 1;
             set local session_replication_role = replica; delete from {table} where ctid = (select ctid from {table} limit 1);
             set local session_replication_role = origin; insert into {table} overriding system value select * from kept"
        );
        assert!(noted(&again).await, "insert into {table}");
    }
    for table in SHOWN {
        let delete = format!("begin; delete from {table}; select 1 / count(*) from search_changes; rollback");
        if !["roles", "industries", "locations", "specialties"].contains(&table) {
            site.sql(&format!("delete from search_changes; {delete}")).await;
        }
        site.sql(&format!(
            "delete from search_changes; begin; truncate {table} cascade; select 1 / count(*) from search_changes; rollback"
        ))
        .await;
    }
    // A child that moves changes both.
    assert!(noted("update executive_case_studies set executive_id = (select id from executives where slug = 'ben-okafor')").await);
    assert_eq!(site.value("select count(distinct id) from search_changes").await, "2");
}
