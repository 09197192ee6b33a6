//! Until when a posting is open: its own last day, else 60 days after the newest sign that it is.

use quarterdeck::database::MIGRATIONS;
use quarterdeck::ingestion::replay::replay;
use quarterdeck::ingestion::run::Unwatched;
use quarterdeck::ingestion::{Action, Entity, Mapping, Origin, runs};
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::support::{Site, builders};

/// Every place that lists open postings, and whether it names this one.
async fn listed_at(site: &Site, path: &str) -> Vec<bool> {
    let mut found = Vec::new();
    for list in [
        "/jobs",
        "/jobs?sort=closing",
        "/",
        "/roles/fractional-cfo",
        "/jobs.json",
        "/jobs.atom",
        "/jobs/feed.xml",
    ] {
        let page = site.anonymous().get(list).await;
        found.push(page.status == 200 && page.source().contains(path));
    }
    found.push(crate::machines::sitemap(site).await.iter().any(|named| named == path));
    found
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_posting_that_nobody_confirms_leaves_the_board_after_sixty_days(pool: PgPool) {
    let site = Site::start_today(pool).await;
    builders::executives(vec![site.executive().published()]).await;
    let job = site.job().published().set("source_synced_at = now() - interval '59 days'").post().await;
    let page = site.anonymous().get(&job.path).await.expect(200);
    let day = |sql: &'static str| site.value(sql);
    let until = day("select to_char(open_until(jobs) at time zone 'UTC', 'FMDD Mon YYYY') from jobs").await;
    page.expect_says(&format!("listed until {until}"));
    let confirmed =
        day("select to_char(source_synced_at at time zone 'UTC', 'FMDD Mon YYYY') from jobs").await;
    page.expect_says(&format!("open on {confirmed}"));
    let data = page.json_ld_of("JobPosting").unwrap();
    let valid = day(
        "select to_char(open_until(jobs) at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') from jobs",
    );
    assert_eq!(data["validThrough"], Value::from(valid.await));
    assert_eq!(listed_at(&site, &job.path).await, [true; 8]);

    site.sql("update jobs set source_synced_at = now() - interval '60 days 1 second'").await;
    let page = site.anonymous().get(&job.path).await.expect(410);
    let confirmed =
        day("select to_char(source_synced_at at time zone 'UTC', 'FMDD Mon YYYY') from jobs").await;
    page.expect_says("This job is no longer listed");
    page.expect_says(&format!("was last confirmed open on {confirmed}"));
    page.expect_silent("takes no more applications");
    assert!(page.json_ld().is_empty() && !page.is_indexable());
    site.anonymous().post(&format!("{}/apply", job.path), "").await.expect(410);
    assert_eq!(listed_at(&site, &job.path).await, [false; 8]);

    // Somebody looked, and it was there.
    site.sql("update jobs set last_verified_at = now()").await;
    let page = site.anonymous().get(&job.path).await.expect(200);
    page.expect_silent("by its source");
    assert_eq!(listed_at(&site, &job.path).await, [true; 8]);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn its_own_last_day_counts_whoever_confirms_it(pool: PgPool) {
    let site = Site::start_today(pool).await;
    let job = site
        .job()
        .published()
        .set("source_synced_at = now() - interval '200 days', expires_at = now() + interval '1 day'")
        .post()
        .await;
    let page = site.anonymous().get(&job.path).await.expect(200);
    page.expect_silent("listed until");
    page.expect_says("apply by");
    site.sql("update jobs set expires_at = now() - interval '1 day', last_verified_at = now()").await;
    site.anonymous().get(&job.path).await.expect(410).expect_says("reached its closing date");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_source_that_delivers_a_posting_again_keeps_it_open(pool: PgPool) {
    let site = Site::start_today(pool).await;
    let rows = || {
        vec![json!({
            "Clay Record ID": "r1", "Job Title": "Fractional CFO", "Company": "Northwind", "Type": "Contract",
            "Location": "Austin, TX", "Apply URL": "https://jobs.northwind.example/1", "Posted On": "2026-01-01",
            "Job Description": "Own the numbers.",
        })]
    };
    site.import(Entity::Job, rows()).await;
    site.sql(
        "update jobs set status = 'PUBLISHED', published_at = now(), source_synced_at = now() - interval '61 days'",
    )
    .await;
    let path = format!("/jobs/{}", site.value("select slug from jobs").await);
    site.anonymous().get(&path).await.expect(410);
    let changed = "select content_updated_at from jobs";
    let before = site.value(changed).await;

    let again = site.import(Entity::Job, rows()).await;
    assert_eq!(again.count(Action::Skip), 1, "{again}");
    site.anonymous().get(&path).await.expect(200);
    assert_eq!(site.value(changed).await, before, "nothing that anybody reads has changed");

    // Once a day is enough.
    let written = "select xmin from jobs";
    let before = site.value(written).await;
    site.import(Entity::Job, rows()).await;
    assert_eq!(site.value(written).await, before);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_row_whose_news_change_nothing_confirms_its_posting_too(pool: PgPool) {
    let site = Site::start_today(pool).await;
    let row = |headline: &str| {
        json!({
            "Job Title": "Fractional CFO", "Company": "Northwind", "Type": "Contract", "Location": "Austin, TX",
            "Apply URL": "https://jobs.northwind.example/1", "Posted On": "2026-01-01", "Summary": headline,
            "Job Description": "Own the numbers.",
        })
    };
    site.import(Entity::Job, vec![row("What came first stays")]).await;
    let board = Mapping::default();
    site.import_from("board", &board, Entity::Job, vec![row("Another board’s words")], false).await;
    site.sql("update jobs set source_synced_at = now() - interval '61 days'").await;
    // Its words are new, but the posting is told in the first source's.
    let news = site.import_from("board", &board, Entity::Job, vec![row("Yet other words")], false).await;
    assert_eq!(news.count(Action::Skip), 1, "{news}");
    assert_eq!(site.value("select count(*) from jobs j where j.is_open").await, "1");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn reading_kept_rows_again_confirms_no_posting(pool: PgPool) {
    let site = Site::start_today(pool).await;
    let row = |id: &str, posted: &str| {
        json!({
            "Clay Record ID": id, "Job Title": "Fractional CFO", "Company": "Northwind", "Type": "Contract",
            "Location": "Austin, TX", "Apply URL": format!("https://jobs.northwind.example/{id}"), "Posted On": posted,
            "Job Description": "Own the numbers.", "Fee": "$150/hr",
        })
    };
    let first = site.import(Entity::Job, vec![row("1", "3 days ago")]).await;
    // All of that was 61 days ago, and the source has the posting no more.
    for old in [
        "update jobs set source_synced_at = source_synced_at - interval '61 days', posted_at = posted_at - interval '61 days'",
        "update source_rows set last_seen_at = last_seen_at - interval '61 days'",
        "update ingestion_records set created_at = created_at - interval '61 days'",
    ] {
        site.sql(old).await;
    }
    site.import_all(Entity::Job, vec![row("3", "2026-01-01")]).await;
    let standing = "select (select jsonb_agg(jsonb_build_object('id', source_record_id, 'synced', source_synced_at, 'posted', posted_at,
                                                                'open', jobs.is_open) order by source_record_id) from jobs)
                        || (select jsonb_agg(jsonb_build_object('key', row_key, 'seen', last_seen_at, 'run', last_run_id,
                                                                'missing', missing_in) order by row_key) from source_rows)";
    let before: Value = site.value(standing).await.parse().unwrap();
    assert_eq!((&before[0]["open"], &before[1]["open"]), (&json!(false), &json!(true)), "{before}");
    assert!(!before[2]["missing"].is_null(), "{before}");

    // What is read again unchanged, then what says something else now, and that once more.
    let again = async |action: Action, run: i64| {
        let run = runs::find(&site.pool, &run.to_string()).await.unwrap();
        let replayed =
            replay(&site.pool, &site.clock, &site.secrets, &run, false, &mut Unwatched).await.unwrap();
        assert!(replayed.summary.count(action) >= 1, "{}", replayed.summary);
        replayed.summary.run_number.unwrap()
    };
    let run = again(Action::Skip, first.run_number.unwrap()).await;
    assert_eq!(site.value(standing).await.parse::<Value>().unwrap(), before);
    let mut mapping = Mapping::default();
    mapping.insert(Entity::Job, "compensation", Origin::Column("Fee".into())).unwrap();
    site.import_from("clay", &mapping, Entity::Job, vec![], false).await;
    let run = again(Action::Update, run).await;
    again(Action::Skip, run).await;
    assert_eq!(site.value("select comp_min_amount from jobs where source_record_id = '1'").await, "150");
    assert_eq!(site.value(standing).await.parse::<Value>().unwrap(), before);
}
