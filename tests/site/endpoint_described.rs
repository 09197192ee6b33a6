//! The endpoint's description for programs, held to the routes.

use quarterdeck::database::MIGRATIONS;
use serde_json::Value;
use sqlx::PgPool;

use crate::endpoint::said;
use crate::support::Site;

#[sqlx::test(migrator = "MIGRATIONS")]
async fn programs_find_the_endpoint_described(pool: PgPool) {
    let site = Site::start(pool).await;
    let described = site.anonymous().get("/api/openapi.json").await.expect(200);
    assert_eq!(described.header("cache-control"), "public, max-age=3600");
    let document = said(&described);
    assert_eq!(document["openapi"], "3.1.0");
    let paths: Vec<&str> = document["paths"].as_object().unwrap().keys().map(String::as_str).collect();
    let real: Vec<&str> = (quarterdeck::urls::PATTERNS.iter().copied())
        .filter(|pattern| pattern.starts_with("/api/") && *pattern != "/api/openapi.json")
        .collect();
    assert_eq!(paths, real);
    assert!(document["components"]["schemas"]["job"]["properties"]["apply_url"].is_object());
    references(&document, &document);
    for (path, methods) in document["paths"].as_object().unwrap() {
        let methods: Vec<&String> = methods.as_object().unwrap().keys().collect();
        assert_eq!(methods, ["post"]);
        site.anonymous().get(path).await.expect(405);
        let statuses = document["paths"][path]["post"]["responses"].as_object().unwrap();
        let statuses: Vec<&str> = statuses.keys().map(String::as_str).collect();
        assert_eq!(statuses, ["200", "207", "400", "401", "413", "422", "429", "503"]);
    }
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
