//! Two real sources with headings of their own: thousands of city postings, and complete federal ones.

use std::path::Path;

use quarterdeck::audit::Actor;
use quarterdeck::database::MIGRATIONS;
use quarterdeck::ingestion::reader::BytesRead;
use quarterdeck::ingestion::run::{Import, import_file};
use quarterdeck::ingestion::{Action, Entity, Mapping, Origin, Summary};
use quarterdeck::publishing::{self, Publish};
use sqlx::PgPool;

use crate::support::Site;
use crate::support::site::Silent;

async fn import(site: &Site, source: &str, mapping: &Mapping, file: &str) -> Summary {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples").join(file);
    let import = Import::new(Entity::Job, source, file, mapping, &site.secrets);
    import_file(&site.pool, &site.clock, &import, &path, BytesRead::default(), &mut Silent).await.unwrap()
}

fn mapping(columns: &[(&str, &str)], values: &[(&str, &str)]) -> Mapping {
    let mut mapping = Mapping::default();
    for (field, header) in columns {
        mapping.insert(Entity::Job, field, Origin::Column((*header).to_owned())).unwrap();
    }
    for (field, text) in values {
        mapping.insert(Entity::Job, field, Origin::Value((*text).to_owned())).unwrap();
    }
    mapping
}

fn nyc() -> Mapping {
    mapping(
        &[
            ("source_record_id", "Job ID"),
            ("title", "Business Title"),
            ("company_name", "Agency"),
            ("location_summary", "Work Location"),
            ("comp_min_amount", "Salary Range From"),
            ("comp_max_amount", "Salary Range To"),
            ("comp_period", "Salary Frequency"),
            ("employment_type", "Full-Time/Part-Time indicator"),
            ("description", "Job Description"),
            ("requirements", "Minimum Qual Requirements"),
            ("posted_at", "Posting Date"),
        ],
        &[
            ("apply_url", "https://cityjobs.example/job/{Job ID}"),
            ("comp_currency", "USD"),
            ("country", "US"),
        ],
    )
}

/// Every row of the run is kept, with an action and, where it went wrong or waits, with a reason.
async fn expect_all_accounted_for(site: &Site, summary: &Summary, rows: usize) {
    assert_eq!(summary.rows(), rows, "{summary}");
    let run = summary.run_id.unwrap();
    let kept = format!("select count(*) from ingestion_records where run_id = '{run}'");
    assert_eq!(site.value(&kept).await, rows.to_string());
    let unexplained = format!(
        "{kept} and (raw_payload is null or raw_payload = '{{}}' or (action in ('ERROR', 'WAIT') and error_message is null)
           or (action <> 'ERROR' and target_id is null))"
    );
    assert_eq!(site.value(&unexplained).await, "0");
    let lost = "select count(*) from ingestion_records r where target_id is not null and not exists (select from jobs j where j.id = r.target_id)";
    assert_eq!(site.value(lost).await, "0");
}

async fn publish(site: &Site, source: &str) -> u64 {
    let mut connection = site.pool.acquire().await.unwrap();
    let publish =
        Publish { source: Some(source), notice_gate: true, posted_within_days: None, dry_run: false };
    publishing::jobs(&mut connection, publish, &Actor::COMMAND_LINE, site.clock.now())
        .await
        .unwrap()
        .published
}

async fn read_all_published(site: &Site) {
    let paths: Vec<String> =
        sqlx::query_scalar("select '/jobs/' || slug from jobs where status = 'PUBLISHED'")
            .fetch_all(&site.pool)
            .await
            .unwrap();
    for path in paths.iter().take(40) {
        let page = site.anonymous().get(path).await;
        assert!(matches!(page.status, 200 | 410), "{path}: {}", page.status);
    }
    let list = site.anonymous().get("/jobs").await.expect(200);
    assert!(list.has("article.card-job"), "{}", list.content());
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn thousands_of_city_postings_come_in_and_can_be_read(pool: PgPool) {
    let site = Site::start(pool).await;
    let first = import(&site, "nyc", &nyc(), "nyc_jobs.csv.gz").await;
    expect_all_accounted_for(&site, &first, 3_977).await;
    assert_eq!(first.count(Action::Error), 0, "{first}");
    let ids = "select count(distinct raw_payload->>'Job ID') from ingestion_records";
    assert_eq!(site.value("select count(*) from jobs").await, site.value(ids).await, "{first}");

    let touched = "select max(updated_at) from jobs";
    let before = site.value(touched).await;
    let second = import(&site, "nyc", &Mapping::default(), "nyc_jobs.csv.gz").await;
    expect_all_accounted_for(&site, &second, 3_977).await;
    assert_eq!(second.count(Action::Skip), 3_977, "{second}");
    assert_eq!(site.value(touched).await, before);

    // Hardly a city job is an executive's: an operator says what those are that lack nothing else. By the database's
    // clock the file has just come.
    site.sql(
        "update jobs j set role_id = (select id from roles where slug = 'fractional-coo'), source_synced_at = now()
          where missing_fields(j) = '{role}' and employment_type is not null",
    )
    .await;
    let published = publish(&site, "nyc").await;
    assert!(published >= 5, "{published} of {first}");
    read_all_published(&site).await;
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn complete_federal_postings_come_in_and_can_be_read(pool: PgPool) {
    let site = Site::start(pool).await;
    let usajobs = || {
        mapping(
            &[
                ("source_record_id", "control_number"),
                ("title", "title"),
                ("company_name", "organization"),
                ("location_summary", "location"),
                ("description", "duties"),
                ("requirements", "qualifications"),
                ("comp_min_amount", "min_salary"),
                ("comp_max_amount", "max_salary"),
                ("posted_at", "open_date"),
                ("expires_at", "close_date"),
                ("apply_url", "url"),
            ],
            &[
                ("comp_currency", "USD"),
                ("comp_period", "year"),
                ("country", "US"),
                ("employment_type", "Full-time"),
            ],
        )
    };
    let rows = site_rows();
    let first = import(&site, "usajobs", &usajobs(), "usajobs_full.jsonl.gz").await;
    expect_all_accounted_for(&site, &first, rows).await;
    assert_eq!(first.count(Action::Error), 0, "{first}");
    let second = import(&site, "usajobs", &usajobs(), "usajobs_full.jsonl.gz").await;
    assert_eq!(second.count(Action::Skip), rows, "{second}");

    // None of their titles is an executive's. An operator says what one of them means; with the next import it counts.
    site.sql(
        "update taxonomy_aliases set mapped_at = now(), target_id = (select id from roles where slug = 'fractional-cto')
          where kind = 'role' and target_id is null",
    )
    .await;
    let third = import(&site, "usajobs", &usajobs(), "usajobs_full.jsonl.gz").await;
    assert!(third.count(Action::Update) > 0, "{third}");
    // They were open for a few weeks of their own time.
    site.sql("update jobs set expires_at = null, source_synced_at = now()").await;
    assert!(publish(&site, "usajobs").await > 0, "{third}");
    read_all_published(&site).await;
}

/// How many postings the sample holds.
fn site_rows() -> usize {
    16
}
