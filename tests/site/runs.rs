//! An operator looks back at what was imported.

use quarterdeck::database::MIGRATIONS;
use quarterdeck::ingestion::runs::{self, RunRow, RunState};
use quarterdeck::ingestion::{Action, Entity};
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::support::Site;

fn person(id: &str, name: &str) -> Value {
    json!({"Clay Record ID": id, "Full Name": name, "Fractional Role": "Fractional CFO",
           "Location": "Austin, Texas, United States", "Headline": "Counts"})
}

/// A person whom nobody could tell: such a row is not taken.
fn nobody(id: &str, phone: &str) -> Value {
    json!({"Clay Record ID": id, "Full Name": "", "Headline": "=HYPERLINK(\"http://evil\")", "Phone": phone,
           "Skills": ["Fundraising", "FP&A"]})
}

async fn newest(site: &Site) -> RunRow {
    runs::newest(&site.pool, 1).await.unwrap().remove(0)
}

async fn failed(site: &Site, run: &RunRow, waiting: bool) -> Vec<Vec<String>> {
    let mut csv = Vec::new();
    let count = runs::write_failed(&site.pool, run, waiting, &mut csv).await.unwrap();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(csv.as_slice());
    let rows: Vec<Vec<String>> =
        reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
    assert_eq!(rows.len(), count + 1, "a header, and a line for each row");
    rows
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_operator_finds_a_run_by_its_number_and_by_its_id(pool: PgPool) {
    let site = Site::start(pool).await;
    let first = site.import(Entity::Executive, vec![person("1", "Ann Abel"), nobody("2", "")]).await;
    let second = site.import(Entity::Job, vec![json!({"Job Title": "Fractional CFO"})]).await;
    let (one, two) = (first.run_number.unwrap(), second.run_number.unwrap());
    assert!(one < two);

    let listed = runs::newest(&site.pool, 20).await.unwrap();
    assert_eq!(listed.iter().map(|run| run.number).collect::<Vec<_>>(), [two, one], "newest first");
    assert_eq!(runs::newest(&site.pool, 1).await.unwrap().len(), 1);
    let run = &listed[1];
    assert_eq!((run.source.as_str(), run.entity_type.as_str()), ("clay", "executive"));
    assert_eq!(run.origin.as_deref(), Some("a test"));
    assert_eq!(run.state(), RunState::Succeeded);
    assert_eq!((run.count(Action::Insert), run.count(Action::Error)), (1, 1));

    for name in [one.to_string(), format!("#{one}"), first.run_id.unwrap().to_string()] {
        assert_eq!(runs::find(&site.pool, &name).await.unwrap().number, one, "{name}");
    }
    let told = runs::summary(&site.pool, run).await.unwrap();
    assert_eq!((told.actions, told.reasons, told.warnings), (first.actions, first.reasons, first.warnings));
    for (name, expected) in [("999", "there is no run 999"), ("yesterday", "neither the number nor the id")] {
        let error = runs::find(&site.pool, name).await.unwrap_err().to_string();
        assert!(error.contains(expected) && error.contains("`quarterdeck runs` lists"), "{error}");
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_operator_reads_why_rows_failed_or_wait(pool: PgPool) {
    let site = Site::start(pool).await;
    let wizard = json!({"Clay Record ID": "3", "Full Name": "Cy Cole", "Fractional Role": "Wizard of Light Bulb Moments",
                        "Location": "Austin, Texas, United States", "Headline": "Shines"});
    site.import(Entity::Executive, vec![person("1", "Ann Abel"), nobody("2", ""), wizard]).await;
    let run = newest(&site).await;
    let records = runs::records(&site.pool, run.id, &["ERROR", "WAIT"], 0, 50).await.unwrap();
    assert_eq!(
        records.iter().map(|row| (row.position, row.action.as_str())).collect::<Vec<_>>(),
        [(2, "ERROR"), (3, "WAIT")]
    );
    assert!(records[0].message.as_deref().unwrap().contains("no name"), "{records:?}");
    assert!(records[1].message.as_deref().unwrap().contains("Wizard of Light Bulb Moments"), "{records:?}");
    assert_eq!(records[1].slug.as_deref(), Some("cy-cole"));
    assert_eq!(runs::records(&site.pool, run.id, &["ERROR", "WAIT"], 2, 50).await.unwrap().len(), 1);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn failed_rows_come_back_with_their_columns_and_can_be_imported_again(pool: PgPool) {
    let site = Site::start(pool).await;
    site.import(Entity::Executive, vec![person("1", "Ann Abel"), nobody("2", "+49 30 1"), nobody("3", "")])
        .await;
    let run = newest(&site).await;
    let rows = failed(&site, &run, false).await;
    assert_eq!(
        rows[0],
        [
            "Clay Record ID",
            "Full Name",
            "Fractional Role",
            "Location",
            "Headline",
            "Phone",
            "Skills",
            "error"
        ],
        "in the order of the delivery"
    );
    assert_eq!(rows[1][..2], ["2", ""]);
    assert_eq!(rows[1][4], "'=HYPERLINK(\"http://evil\")", "no spreadsheet runs it");
    assert_eq!(rows[1][5], "'+49 30 1");
    assert_eq!(rows[1][6], "[\"Fundraising\",\"FP&A\"]");
    assert!(rows[1][7].contains("no name"), "{rows:?}");
    assert_eq!(rows.len(), 3);

    // Mended, with the column of reasons still there.
    let mended =
        json!({"Clay Record ID": "2", "Full Name": "Bea Berg", "Headline": rows[1][4], "error": rows[1][7]});
    let still = json!({"Clay Record ID": "3", "Full Name": "", "error": "an old reason"});
    let summary = site.import(Entity::Executive, vec![mended, still]).await;
    assert_eq!((summary.count(Action::Wait), summary.count(Action::Error)), (1, 1), "{summary}");
    let headline = "select headline from executives where full_name = 'Bea Berg'";
    assert_eq!(site.value(headline).await, "=HYPERLINK(\"http://evil\")", "as it was before the table");
    let again = failed(&site, &newest(&site).await, true).await;
    assert_eq!(again[0], ["Clay Record ID", "Full Name", "Headline", "error"]);
    assert_eq!(again[1][..2], ["2", "Bea Berg"], "it waits");
    assert!(again[1][3].starts_with("waits for"), "{again:?}");
    assert!(again[2][3].contains("no name"), "{again:?}");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_run_from_before_columns_were_kept_gives_them_by_name(pool: PgPool) {
    let site = Site::start(pool).await;
    site.import(Entity::Executive, vec![nobody("2", "1")]).await;
    site.sql("update ingestion_runs set columns = null").await;
    let rows = failed(&site, &newest(&site).await, false).await;
    assert_eq!(rows[0], ["Clay Record ID", "Full Name", "Headline", "Phone", "Skills", "error"]);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_run_whose_process_died_is_broken_off_and_the_next_one_says_so(pool: PgPool) {
    let site = Site::start(pool).await;
    site.import(Entity::Executive, vec![person("1", "Ann Abel"), nobody("2", "")]).await;
    // As the kill leaves it: no end was written, and nobody holds its lock.
    site.sql("update ingestion_runs set status = 'PENDING', finished_at = null, metrics = null").await;
    let run = newest(&site).await;
    assert_eq!(run.state(), RunState::BrokenOff);
    assert_eq!((run.count(Action::Insert), run.count(Action::Error)), (1, 1), "counted from its records");
    let told = runs::summary(&site.pool, &run).await.unwrap();
    assert!(told.to_string().contains("no name"), "{told}");

    site.import(Entity::Job, vec![json!({"Job Title": "Fractional CFO"})]).await;
    let status = format!(
        "select concat_ws('|', status, metrics->>'error') from ingestion_runs where number = {}",
        run.number
    );
    assert_eq!(site.value(&status).await, "PENDING", "jobs say nothing of people");
    site.import(Entity::Executive, vec![person("1", "Ann Abel"), nobody("2", "")]).await;
    assert_eq!(site.value(&status).await, "FAILED|broken off");
    let run = runs::find(&site.pool, &run.number.to_string()).await.unwrap();
    assert_eq!(run.state(), RunState::BrokenOff);
    assert_eq!(run.count(Action::Error), 1, "its records still count");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_run_that_somebody_carries_out_is_under_way_and_left_alone(pool: PgPool) {
    let site = Site::start(pool).await;
    let (sender, receiver) = tokio::sync::mpsc::channel(4);
    let mapping = quarterdeck::ingestion::Mapping::default();
    let import = quarterdeck::ingestion::run::Import::new(
        Entity::Executive,
        "clay",
        "slow.csv",
        &mapping,
        &site.secrets,
    );
    let mut silent = crate::support::site::Silent;
    let slow = quarterdeck::ingestion::run::import_rows(
        &site.pool,
        &site.clock,
        &import,
        receiver,
        None,
        &mut silent,
    );
    let others = async {
        // The row is seen together with its lock, so whoever sees it may trust it.
        let run = loop {
            match runs::newest(&site.pool, 1).await.unwrap().pop() {
                Some(run) => break run,
                None => tokio::time::sleep(std::time::Duration::from_millis(5)).await,
            }
        };
        assert_eq!(run.state(), RunState::UnderWay);
        site.import(Entity::Executive, vec![person("1", "Ann Abel")]).await;
        let run = runs::find(&site.pool, &run.number.to_string()).await.unwrap();
        assert_eq!(run.state(), RunState::UnderWay, "an import beside it does not end it");
        drop(sender);
        run.number
    };
    let (summary, number) = tokio::join!(slow, others);
    assert_eq!(summary.unwrap().run_number, Some(number));
    let run = runs::find(&site.pool, &number.to_string()).await.unwrap();
    assert_eq!(run.state(), RunState::Succeeded);
    assert!(!run.is_held, "the lock went with the run");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_dry_run_leaves_no_run_and_holds_no_lock(pool: PgPool) {
    let site = Site::start(pool).await;
    let rows = vec![person("1", "Ann Abel")];
    let dry = site
        .import_from("clay", &quarterdeck::ingestion::Mapping::default(), Entity::Executive, rows, true)
        .await;
    assert_eq!(dry.run_number, None);
    assert!(runs::newest(&site.pool, 20).await.unwrap().is_empty());
    let locks = "select count(*) from pg_locks where locktype = 'advisory' and objsubid = 2
                    and database = (select oid from pg_database where datname = current_database())";
    assert_eq!(site.value(locks).await, "0");
}
