//! Structured data are valid whatever nobody said, and say nothing that the page doesn't.

use quarterdeck::database::MIGRATIONS;
use quarterdeck::demo::{Plan, fill};
use serde_json::Value;
use sqlx::PgPool;

use crate::support::site::Silent;
use crate::support::{Answer, Site};

/// What a type can't be without, as schema.org and search engines ask.
fn required(kind: &str) -> &'static [&'static str] {
    match kind {
        "JobPosting" => {
            &["title", "description", "datePosted", "validThrough", "hiringOrganization", "identifier"]
        }
        "ProfilePage" => &["url", "dateModified", "mainEntity"],
        "Person" => &["name", "jobTitle", "description", "url", "address"],
        "BreadcrumbList" | "ItemList" => &["itemListElement"],
        "ListItem" => &["position"],
        "Organization" | "EducationalOrganization" | "EducationalOccupationalCredential" | "Country" => {
            &["name"]
        }
        "PostalAddress" => &["addressCountry"],
        "PropertyValue" => &["name", "value"],
        "Place" => &["address"],
        "MonetaryAmount" => &["currency", "value"],
        "QuantitativeValue" => &["unitText"],
        other => panic!("{other} is not known here"),
    }
}

/// What is wrong with a value, by its path.
fn wrong(path: &str, value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Null => found.push(format!("{path} is null")),
        Value::String(text) if text.trim().is_empty() => found.push(format!("{path} is empty")),
        Value::Array(items) => {
            if items.is_empty() {
                found.push(format!("{path} is empty"));
            }
            for (at, item) in items.iter().enumerate() {
                wrong(&format!("{path}[{at}]"), item, found);
            }
        }
        Value::Object(fields) => {
            let kind = fields.get("@type").and_then(Value::as_str).unwrap_or_default();
            let missing = required(kind).iter().filter(|field| !fields.contains_key(**field));
            found.extend(missing.map(|field| format!("{path}: {kind} without {field}")));
            for (field, value) in fields {
                wrong(&format!("{path}.{field}"), value, found);
            }
        }
        _ => {}
    }
}

/// The words of some fields, wherever they stand.
fn told(value: &Value, found: &mut Vec<String>) {
    const READ: [&str; 6] = ["name", "jobTitle", "title", "addressLocality", "addressRegion", "knowsAbout"];
    match value {
        Value::Array(items) => items.iter().for_each(|item| told(item, found)),
        Value::Object(fields) => {
            for (field, value) in fields {
                let texts = value.as_array().map_or_else(|| vec![value], |items| items.iter().collect());
                let texts = texts.into_iter().filter_map(Value::as_str);
                // A country is read in the place's name, or by its own.
                if READ.contains(&field.as_str()) && fields["@type"] != "Country" {
                    found.extend(texts.map(str::to_owned));
                }
                told(value, found);
            }
        }
        _ => {}
    }
}

fn check(page: &Answer) -> Vec<String> {
    let mut found = Vec::new();
    for data in page.json_ld() {
        let kind = data["@type"].as_str().unwrap().to_owned();
        wrong(&kind, &data, &mut found);
        if kind == "BreadcrumbList" || kind == "ItemList" {
            continue;
        }
        if kind == "JobPosting" && data.get("jobLocation").is_none() {
            let is_remote = data["jobLocationType"] == "TELECOMMUTE"
                && data.get("applicantLocationRequirements").is_some();
            found.extend((!is_remote).then(|| format!("neither a place nor remote: {data}")));
        }
        let (mut words, content) = (Vec::new(), page.content());
        told(&data, &mut words);
        found.extend(
            words
                .into_iter()
                .filter(|words| !content.contains(words.as_str()))
                .map(|words| format!("{words} is not read on the page")),
        );
    }
    found.into_iter().map(|what| format!("{}: {what}", page.path)).collect()
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn structured_data_are_valid_in_every_combination_of_what_is_missing(pool: PgPool) {
    let site = Site::start_today(pool).await;
    let plan = Plan { executives: 90, jobs: 90, seed: 5, today: site.clock.today() };
    fill::fill(&site.pool, &site.clock, &site.secrets, plan, &mut Silent, &mut Silent).await.unwrap();
    // Each of these is missing in half of the rows, by chance and independently of the others.
    let half = |of: &str, what: &str| format!("get_byte(sha256(({of} || '{what}')::bytea), 0) % 2 = 0");
    for (table, columns) in [
        (
            "executives",
            &[
                "bio",
                "years_experience",
                "availability",
                "linkedin_url",
                "website_url",
                "highlight_outcome",
                "timezone",
                "hourly_min",
                "daily_min",
                "monthly_min",
            ][..],
        ),
        (
            "jobs",
            &[
                "company_url",
                "company_logo_url",
                "comp_min_amount",
                "comp_max_amount",
                "remote_type",
                "expires_at",
                "primary_location_id",
            ],
        ),
    ] {
        for column in columns {
            site.sql(&format!(
                "update {table} set {column} = null where {}",
                half("source_record_id", column)
            ))
            .await;
        }
    }
    for (table, owner) in [
        ("executive_experience", "executive_id"),
        ("executive_education", "executive_id"),
        ("executive_certifications", "executive_id"),
        ("executive_specialties", "executive_id"),
        ("executive_reviews", "executive_id"),
        ("job_responsibilities", "job_id"),
        ("job_requirements", "job_id"),
    ] {
        site.sql(&format!(
            "delete from {table} where {}",
            half(
                &format!(
                    "(select source_record_id from {}s where id = {owner})",
                    owner.trim_end_matches("_id")
                ),
                table
            )
        ))
        .await;
    }
    site.search.catch_up(&site.pool, &site.clock).await.unwrap();
    let paths: Vec<String> = sqlx::query_scalar(
        "select '/executives/' || slug from executives e where e.is_public
         union all select '/jobs/' || slug from jobs j where j.is_public",
    )
    .fetch_all(&site.pool)
    .await
    .unwrap();
    let (mut kinds, mut found) = (std::collections::BTreeMap::new(), Vec::new());
    for path in &paths {
        let page = site.anonymous().get(path).await.expect(200);
        for data in page.json_ld() {
            *kinds.entry(data["@type"].as_str().unwrap().to_owned()).or_insert(0) += 1;
        }
        found.extend(check(&page));
    }
    assert!(
        found.is_empty(),
        "{} of {} pages: {:#?}",
        found.len(),
        paths.len(),
        &found[..found.len().min(12)]
    );
    assert!(kinds["ProfilePage"] > 40 && kinds["JobPosting"] > 20, "{kinds:?}");
}
