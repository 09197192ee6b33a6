//! Industries that no source names: read from the text, marked, and replaced by what a source says.

use quarterdeck::database::MIGRATIONS;
use quarterdeck::ingestion::Entity;
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::support::Site;

const NOTE: &str = "industry read from the text";
const TAGS: &str = "select string_agg(concat(i.slug, case when ji.is_derived then ' (derived)' end), ', ' order by sort_order)
                      from job_industries ji join industries i on i.id = ji.industry_id";

fn row(more: &Value) -> Vec<Value> {
    let mut row = json!({
        "Clay Record ID": "r1", "Job Title": "Fractional CFO", "Company": "Northwind", "Type": "Contract",
        "Location": "Austin, TX", "Apply URL": "https://jobs.northwind.example/1", "Posted On": "2026-01-01",
        "Job Description": "We are a B2B SaaS company. Own the numbers.",
    });
    for (header, value) in more.as_object().unwrap() {
        row[header] = value.clone();
    }
    vec![row]
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_industry_that_is_read_from_the_text_says_so(pool: PgPool) {
    let site = Site::start_today(pool).await;
    site.import(Entity::Job, row(&json!({}))).await;
    site.sql("update jobs set status = 'PUBLISHED', published_at = now()").await;
    let path = format!("/jobs/{}", site.value("select slug from jobs").await);
    assert_eq!(site.value(TAGS).await, "saas (derived)");
    let page = site.anonymous().get(&path).await.expect(200);
    page.expect_says("SaaS");
    page.expect_says(NOTE);
    // It can be searched for like any other.
    site.anonymous().get("/jobs?industry=saas").await.expect(200).expect_says("Northwind");

    // A text that says something else is read anew.
    site.import(Entity::Job, row(&json!({"Job Description": "We are a community bank. Own the numbers."})))
        .await;
    assert_eq!(site.value(TAGS).await, "banking (derived)");

    // A source's own statement takes its place, and stays when the next delivery says nothing of industries.
    site.import(Entity::Job, row(&json!({"Industry": "Insurance"}))).await;
    assert_eq!(site.value(TAGS).await, "insurance");
    site.import(Entity::Job, row(&json!({}))).await;
    assert_eq!(site.value(TAGS).await, "insurance");
    site.anonymous().get(&path).await.expect(200).expect_silent(NOTE);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn what_is_named_or_locked_is_not_derived(pool: PgPool) {
    let site = Site::start_today(pool).await;
    site.import(Entity::Job, row(&json!({"Industry": "Retail"}))).await;
    assert_eq!(site.value(TAGS).await, "retail");
    site.sql("delete from job_industries").await;
    site.sql("update jobs set locked_fields = '{industries}'").await;
    site.import(Entity::Job, row(&json!({"Job Title": "Fractional CTO"}))).await;
    assert_eq!(site.value(TAGS).await, "");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn people_get_the_industries_that_they_name_and_no_others(pool: PgPool) {
    let site = Site::start_today(pool).await;
    site.executive().with("Bio", "We are a B2B SaaS company. I work for a fintech startup.").create().await;
    assert_eq!(site.value("select count(*) from executive_industries").await, "0");
}
