//! A row that can't be taken: which field, what is wrong, and which column its sender probably meant.

use quarterdeck::database::MIGRATIONS;
use quarterdeck::ingestion::{Action, Entity};
use serde_json::{Value, json};
use sqlx::PgPool;

use super::endpoint::{EXECUTIVES, JOBS, posting, said, with};
use crate::support::Site;

fn without(mut row: Value, fields: &[&str]) -> Value {
    for field in fields {
        row.as_object_mut().unwrap().remove(*field);
    }
    row
}

/// Rows that lack what makes them identifiable: entity, row, field, message, hint.
fn refused() -> Vec<(Entity, Value, &'static str, &'static str, &'static str)> {
    use Entity::{Executive, Job};
    let untitled = || without(posting(), &["title"]);
    let unlinked = || with(posting(), "apply_url", json!("ask Jo in the office"));
    vec![
        (Job, untitled(), "title", "no title", "map your 'Job Title' column to title"),
        (
            Job,
            with(untitled(), "Vacancy", json!("Fractional CFO")),
            "title",
            "no title",
            "map your 'Vacancy' column to title",
        ),
        (
            Job,
            unlinked(),
            "apply_url",
            "\"ask Jo in the office\" is not one web address",
            "send the posting's address, from http(s):// on",
        ),
        (
            Job,
            with(unlinked(), "Vacancy page", json!("https://northwind.example/jobs/7")),
            "apply_url",
            "\"ask Jo in the office\" is not one web address",
            "map your 'Vacancy page' column to apply_url",
        ),
        (
            Job,
            with(
                with(posting(), "apply_url", json!("mailto:jobs@northwind.example")),
                "Link",
                json!("https://n.example/7"),
            ),
            "apply_url",
            "\"mailto:jobs@northwind.example\" is not a web address: only http and https are taken",
            "map your 'Link' column to apply_url",
        ),
        (
            Executive,
            json!({"headline": "nobody"}),
            "full_name",
            "no name",
            "map your 'Full Name' column to full_name",
        ),
        (
            Executive,
            json!({"Candidate": "Sarah Chen", "Company Name": "Northwind Analytics", "headline": "x"}),
            "full_name",
            "no name",
            "map your 'Candidate' column to full_name",
        ),
        (
            Executive,
            json!({"Full Name": " ", "headline": "nobody"}),
            "full_name",
            "no name",
            "'Full Name' is empty in this row: fill it in, or leave the row out",
        ),
        (
            Executive,
            json!({"full_name": "4711"}),
            "full_name",
            "\"4711\" is no person's name",
            "send a person's first and last name",
        ),
    ]
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn the_endpoint_names_field_and_column(pool: PgPool) {
    let site = Site::patient(pool).await;
    let clay = site.source("clay", false).await;
    for (entity, row, field, message, hint) in refused() {
        let path = if entity == Entity::Job { JOBS } else { EXECUTIVES };
        let expected = json!({"status": "error", "field": field, "message": message, "hint": hint});
        assert_eq!(said(&clay.send(path, &row).await.expect(422)), expected, "{row}");
        let list = said(&clay.send(path, &json!([row])).await.expect(207));
        assert_eq!(list["results"][0], expected);
    }
    assert_eq!(
        site.value("select (select count(*) from executives) + (select count(*) from jobs)").await,
        "0"
    );
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_file_s_rows_fail_in_the_same_words(pool: PgPool) {
    let site = Site::start(pool).await;
    for (entity, row, _, message, hint) in refused() {
        let summary = site.import(entity, vec![row]).await;
        assert_eq!(summary.count(Action::Error), 1, "{summary}");
        let run = summary.run_id.unwrap();
        let kept =
            site.value(&format!("select error_message from ingestion_records where run_id = '{run}'")).await;
        assert_eq!(kept, format!("{message}: {hint}"));
    }
    let many = |n: usize| with(posting(), "apply_url", json!(format!("mailto:{n}@northwind.example")));
    let summary = site.import(Entity::Job, (0..3).map(many).collect()).await;
    assert_eq!(summary.reasons.len(), 1, "one kind, whatever the cells say: {summary}");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn what_can_be_supplied_later_waits(pool: PgPool) {
    let site = Site::patient(pool).await;
    let clay = site.source("clay", false).await;
    let row = without(posting(), &["apply_url", "company"]);
    let answer =
        said(&clay.send(JOBS, &with(row, "Vacancy page", json!("https://n.example/7"))).await.expect(200));
    assert_eq!(answer["action"], "INSERT");
    let warnings = answer["warnings"].to_string();
    for words in [
        "waits for company_name, apply_url",
        "company_name: map your 'Company' column to company_name",
        "apply_url: map your 'Vacancy page' column to apply_url",
    ] {
        assert!(warnings.contains(words), "{words}: {warnings}");
    }
    let preview = format!("https://n.example/{}...", "x".repeat(132));
    let cut = with(with(posting(), "apply_url", json!(preview)), "id", json!("j_2"));
    assert_eq!(said(&clay.send(JOBS, &cut).await.expect(200))["action"], "INSERT");
    let unreadable = with(with(posting(), "posted_on", json!("soonish")), "id", json!("j_3"));
    clay.send(JOBS, &with(unreadable, "apply_url", json!("https://n.example/9"))).await.expect(200);
    let nameless = json!({"full_name": "Sarah Chen", "linkedin_url": "linkedin.com/company/acme"});
    let answer = said(&clay.send(EXECUTIVES, &nameless).await.expect(200));
    assert!(answer["warnings"].to_string().contains("waits for headline, role, location"), "{answer}");
}
