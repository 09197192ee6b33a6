//! The description for programs: a valid document, held to every route and to every answer.

use std::collections::HashSet;

use quarterdeck::database::MIGRATIONS;
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::profile::with_everything;
use crate::support::Site;
use crate::support::schema::Schema;

async fn document(site: &Site) -> Value {
    site.anonymous().get("/api/openapi.json").await.expect(200).data()
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn it_is_a_valid_document_of_openapi_3_1(pool: PgPool) {
    let site = Site::start(pool).await;
    let described = site.anonymous().get("/api/openapi.json").await.expect(200);
    assert_eq!(described.header("cache-control"), "public, max-age=3600");
    let document = described.data();
    assert_eq!(document["openapi"], "3.1.0");
    let schema: Value = serde_json::from_str(include_str!("../schemas/openapi-3.1.json")).unwrap();
    let schema = Schema::new(schema);
    assert_eq!(schema.wrong_with(&document), None);
    for name in document["components"]["schemas"].as_object().unwrap().keys() {
        Schema::new(json!({
            "$ref": format!("#/components/schemas/{name}"), "components": document["components"]
        }));
    }
    references(&document, &document);
    // The test itself would notice.
    let mut broken = document.clone();
    broken["info"].as_object_mut().unwrap().remove("title");
    assert!(schema.wrong_with(&broken).is_some());
}

/// Every `$ref` leads somewhere.
fn references(value: &Value, document: &Value) {
    match value {
        Value::Object(fields) => {
            if let Some(Value::String(to)) = fields.get("$ref") {
                assert!(document.pointer(to.trim_start_matches('#')).is_some(), "{to}");
            }
            fields.values().for_each(|value| references(value, document));
        }
        Value::Array(values) => values.iter().for_each(|value| references(value, document)),
        _ => {}
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn it_describes_every_route_and_no_other(pool: PgPool) {
    let site = Site::start(pool).await;
    let document = document(&site).await;
    let mut described: Vec<&str> =
        document["paths"].as_object().unwrap().keys().map(String::as_str).collect();
    let mut real: Vec<&str> = quarterdeck::urls::PATTERNS
        .iter()
        .copied()
        .filter(|pattern| pattern.starts_with("/api/v1/"))
        .collect();
    described.sort_unstable();
    real.sort_unstable();
    assert_eq!(described, real);
    let mut ids = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        let method = if path.contains("/ingest/") { "post" } else { "get" };
        assert_eq!(methods.as_object().unwrap().keys().collect::<Vec<_>>(), [method], "{path}");
        ids.push(methods[method]["operationId"].as_str().unwrap());
        if method == "post" {
            site.anonymous().get(path).await.expect(405);
            let statuses = methods[method]["responses"].as_object().unwrap().keys();
            assert_eq!(
                statuses.collect::<Vec<_>>(),
                ["200", "207", "400", "401", "413", "422", "429", "503"]
            );
        }
    }
    ids.sort_unstable();
    assert!(ids.windows(2).all(|pair| pair[0] != pair[1]), "{ids:?}");
    assert!(document["components"]["schemas"]["JobRow"]["properties"]["apply_url"].is_object());
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn every_answer_is_as_described(pool: PgPool) {
    let site = Site::start_today(pool).await;
    let sarah = with_everything(&site).create().await;
    site.sql("update executive_reviews set published_at = '2026-05-01 10:00Z'").await;
    site.executive().named("Bare Bones").without("Bio").published().create().await;
    let job = site.job().industries("SaaS").with("Salary", "USD 9,000 per month").published().post().await;
    site.job().titled("Interim CTO").role("Fractional CTO").published().post().await;
    let job = job.path.strip_prefix("/jobs/").unwrap();
    let document = document(&site).await;
    let mut seen = 0;
    for (path, methods) in document["paths"].as_object().unwrap() {
        let Some(operation) = methods.get("get") else { continue };
        let slugs: &[&str] = match path.as_str() {
            "/api/v1/executives/{slug}" => &[&sarah.slug, "bare-bones", "nobody"],
            "/api/v1/jobs/{slug}" => &[job, "nothing"],
            "/api/v1/roles/{slug}" | "/api/v1/rates/{slug}" => &["fractional-cfo", "wizard"],
            "/api/v1/locations/{slug}" => &["austin-tx", "atlantis"],
            "/api/v1/industries/{slug}" => &["saas", "alchemy"],
            _ => &["", "?limit=1", "?nonsense=1"],
        };
        for slug in slugs {
            let address =
                if path.contains("{slug}") { path.replace("{slug}", slug) } else { format!("{path}{slug}") };
            let answer = site.anonymous().get(&address).await;
            let response = &operation["responses"][answer.status.to_string()];
            let response = match response["$ref"].as_str() {
                Some(to) => document.pointer(to.trim_start_matches('#')).unwrap(),
                None => response,
            };
            assert!(response.is_object(), "{address} answers {}, which is not described", answer.status);
            let schema = &response["content"][answer.header("content-type")]["schema"];
            assert!(schema.is_object(), "{address}: {}", answer.header("content-type"));
            // Only what is described, so that nothing is answered that nobody was told of.
            let mut root = json!({"allOf": [schema], "components": document["components"]});
            close(&mut root["components"]["schemas"]);
            assert_eq!(Schema::new(root).wrong_with(&answer.data()), None, "{address}");
            for header in operation["responses"]["200"]["headers"].as_object().unwrap().keys() {
                let is_there = !answer.header(&header.to_lowercase()).is_empty();
                assert!(answer.status != 200 || is_there || header == "Link", "{address}: no {header}");
            }
            seen += 1;
        }
    }
    assert!(seen >= 26, "{seen}");
}

/// Takes no property that a schema doesn't name.
fn close(schemas: &mut Value) {
    for schema in schemas.as_object_mut().unwrap().values_mut() {
        if schema["type"] == "object" {
            schema["unevaluatedProperties"] = json!(false);
        }
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn people_read_it_with_real_examples(pool: PgPool) {
    let site = Site::start_today(pool).await;
    site.anonymous().get("/api").await.expect(200).expect_silent("An example");
    site.executive().named("Zoë Real").published().create().await;
    site.job().titled("A Real Job").role("Fractional CFO").published().post().await;
    let page = site.anonymous().get("/api").await.expect(200);
    assert!(page.is_indexable());
    page.expect_says("Zoë Real");
    page.expect_says("A Real Job");
    let document = document(&site).await;
    let mut headings = HashSet::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        page.expect_says(path);
        for operation in methods.as_object().unwrap().values() {
            let summary = operation["summary"].as_str().unwrap();
            page.expect_says(summary);
            assert!(headings.insert(summary), "two are called “{summary}”");
            assert!(page.has(&format!("#{}", operation["operationId"].as_str().unwrap())));
        }
    }
    // What a reader copies works.
    let asked: Vec<String> = (page.texts("pre code").into_iter())
        .filter_map(|text| {
            Some(text.strip_prefix("curl 'https://quarterdeck.example")?.strip_suffix('\'')?.to_owned())
        })
        .collect();
    assert_eq!(asked.len(), 6, "{asked:?}");
    for address in asked {
        site.anonymous().get(&address).await.expect(200);
    }
    for link in page.links().into_iter().filter(|link| link.starts_with('/')) {
        site.anonymous().get(&link).await.expect(200);
    }
}
