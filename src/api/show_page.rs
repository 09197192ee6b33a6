//! `/api`: the read API for people, made of its own description and of its own answers.

use askama::Template;
use axum::body::to_bytes;
use serde_json::Value;

use super::open_api;
use crate::error::{Error, Result};
use crate::state::AppState;
use crate::urls;
use crate::web::links::Link;
use crate::web::page::{Crumbs, Layout, Meta};
use crate::web::siblings::Form;
use crate::{executives, jobs};

/// `/api`.
#[derive(Debug, Template)]
#[template(path = "api/show.html")]
pub struct ShowPage {
    layout: Layout,
    meta: Meta,
    crumbs: Crumbs,
    origin: String,
    operations: Vec<Operation>,
    feeds: Vec<Link>,
}

/// One address that can be asked.
#[derive(Debug)]
struct Operation {
    anchor: String,
    method: String,
    path: String,
    summary: String,
    description: Option<String>,
    parameters: Vec<Parameter>,
    responses: Vec<(String, String)>,
    example: Option<Example>,
}

/// What an address can be told.
#[derive(Debug)]
struct Parameter {
    name: String,
    values: String,
    description: String,
}

/// A question and its real answer of today.
#[derive(Debug)]
struct Example {
    address: String,
    answer: String,
}

impl ShowPage {
    /// The page as the site's content makes it.
    pub async fn new(layout: Layout, site: &AppState) -> Result<Self> {
        let document = open_api::document(&site.origin);
        let mut operations = Vec::new();
        for (path, methods) in document["paths"].as_object().into_iter().flatten() {
            for (method, described) in methods.as_object().into_iter().flatten() {
                let mut operation = Operation::of(path, method, described, &document);
                operation.example = example(site, &operation.anchor).await?;
                operations.push(operation);
            }
        }
        let address = layout.absolute(&urls::Api);
        let crumbs = Crumbs::new(vec![Link::new("Home", &urls::Home)], "For programs");
        let meta = Meta::new(
            "API and feeds: executives, jobs and rates as data",
            "How programs read Quarterdeck: profiles, open jobs, roles, places, industries and rates as JSON, without a key, \
             and every list as a feed.",
            &address,
        )
        .with_json_ld(crumbs.json_ld(&layout, &address));
        let feeds = Form::FEEDS.into_iter().flat_map(|form| {
            [("jobs", urls::Jobs.to_string()), ("executives", urls::Executives.to_string())]
                .map(|(what, list)| Link::new(format!("New {what}, {}", form.label()), &form.of(&list)))
        });
        Ok(Self {
            origin: site.origin.as_str().to_owned(),
            feeds: feeds.collect(),
            layout,
            meta,
            crumbs,
            operations,
        })
    }
}

impl Operation {
    fn of(path: &str, method: &str, described: &Value, document: &Value) -> Self {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let parameters = described["parameters"].as_array().into_iter().flatten();
        let responses = described["responses"].as_object().into_iter().flatten();
        Self {
            anchor: text(&described["operationId"]),
            method: method.to_uppercase(),
            path: path.to_owned(),
            summary: text(&described["summary"]),
            description: described["description"].as_str().map(str::to_owned),
            parameters: parameters.map(Parameter::of).collect(),
            responses: responses
                .map(|(status, response)| {
                    (status.clone(), text(&resolved(response, document)["description"]))
                })
                .collect(),
            example: None,
        }
    }
}

impl Parameter {
    fn of(described: &Value) -> Self {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        Self {
            name: text(&described["name"]),
            values: values(&described["schema"]),
            description: text(&described["description"]),
        }
    }
}

/// What a parameter takes, in words.
fn values(schema: &Value) -> String {
    let items = if schema["type"] == "array" { &schema["items"] } else { schema };
    let mut text = match items["enum"].as_array() {
        Some(words) => words.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", "),
        None => match (items["minimum"].as_u64(), items["maximum"].as_u64()) {
            (Some(least), Some(most)) => format!("{least} to {most}"),
            (Some(least), None) => format!("from {least}"),
            _ => items["pattern"].as_str().map_or("text", |_| "ISO 4217").to_owned(),
        },
    };
    if schema["type"] == "array" {
        text = if items["enum"].is_array() {
            format!("any of {text}")
        } else {
            "slugs, separated by commas".to_owned()
        };
    }
    match &items["default"] {
        Value::Null => text,
        default => {
            format!("{text}; {} if not said", default.as_str().map_or(default.to_string(), str::to_owned))
        }
    }
}

/// What a reference in the document leads to.
fn resolved<'a>(value: &'a Value, document: &'a Value) -> &'a Value {
    let to = value["$ref"].as_str().and_then(|to| document.pointer(to.trim_start_matches('#')));
    to.unwrap_or(value)
}

/// A real question, and what is answered today; none where there is nothing to answer.
async fn example(site: &AppState, operation: &str) -> Result<Option<Example>> {
    let now = site.clock.now();
    let first = async |filter| site.search.find(&site.pool, &filter, 1, now).await;
    let catalog = site.search.catalog(&site.pool).await?;
    let one = Some("limit=1");
    let (address, answer) = match operation {
        "list_executives" => (
            "/api/v1/executives?limit=1".to_owned(),
            super::executives(site, "/api/v1/executives", one).await,
        ),
        "list_jobs" => ("/api/v1/jobs?limit=1".to_owned(), super::jobs(site, "/api/v1/jobs", one).await),
        "list_roles" => ("/api/v1/roles?limit=1".to_owned(), super::roles(site, "/api/v1/roles", one).await),
        "list_locations" => {
            ("/api/v1/locations?limit=1".to_owned(), super::locations(site, "/api/v1/locations", one).await)
        }
        "list_industries" => (
            "/api/v1/industries?limit=1".to_owned(),
            super::industries(site, "/api/v1/industries", one).await,
        ),
        "get_executive" => {
            let ids = first(executives::search::all()).await?.ids;
            let Some(row) = executives::queries::public(&site.pool, &catalog, &ids).await?.pop() else {
                return Ok(None);
            };
            let address = urls::ApiExecutive::to(&row.slug).to_string();
            (address, super::executive(site, &row.slug, |page| page.to_string()).await)
        }
        "get_job" => {
            let ids = first(jobs::search::all()).await?.ids;
            let Some(row) = jobs::queries::public(&site.pool, &catalog, &ids).await?.pop() else {
                return Ok(None);
            };
            let address = urls::ApiJob::to(&row.slug).to_string();
            (address, super::job(site, &row.slug, |page| page.to_string()).await)
        }
        _ => return Ok(None),
    };
    // The search may still be getting ready, or a row may just have gone.
    let Ok(answer) = answer else { return Ok(None) };
    let bytes = to_bytes(answer.into_body(), usize::MAX).await.map_err(Error::internal)?;
    let answer: Value = serde_json::from_slice(&bytes).map_err(Error::internal)?;
    if answer["items"].as_array().is_some_and(Vec::is_empty) {
        return Ok(None);
    }
    let answer = serde_json::to_string_pretty(&answer).map_err(Error::internal)?;
    Ok(Some(Example { address, answer }))
}
