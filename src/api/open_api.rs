//! `/api/openapi.json`: what programs may ask of this site, described for programs (`OpenAPI` 3.1).
//!
//! What answers look like is derived from the types that are answered, and what lists can be asked for from the tables
//! that read it. The rest is kept by hand; tests hold every route to it, and every answer.

use axum::Json;
use axum::extract::State;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::lists::{Listed, MOST, PER_PAGE};
use super::rates::Rates;
use super::taxonomies::{Industry, Location, Role};
use crate::config::PublicOrigin;
use crate::executives::canonical::Executive;
use crate::ingestion::endpoint::open_api as rows_in;
use crate::jobs::canonical::Job;
use crate::search::parameter::{Kind, List, Meaning, Parameter, Several};
use crate::taxonomy::TaxonomyKind;
use crate::web::CachePolicy;
use crate::{executives, jobs, urls};

/// `/api/openapi.json`.
pub async fn show(_: urls::OpenApi, State(origin): State<PublicOrigin>) -> (CachePolicy, Json<Value>) {
    (CachePolicy::Hour, Json(document(&origin)))
}

/// The description.
pub fn document(origin: &PublicOrigin) -> Value {
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Quarterdeck",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": "Fractional executives, their jobs and their rates",
            "description": "Reading needs no key. Everything that a page shows can be had as data: the same rows, the same \
                filters. Writing is for sources of rows, which hold a token."
        },
        "servers": [{"url": origin.as_str()}],
        "tags": [
            {"name": "Executives"}, {"name": "Jobs"}, {"name": "Taxonomies"}, {"name": "Rates"}, {"name": "Rows in"}
        ],
        "paths": merged(read_paths(), rows_in::paths()),
        "components": {
            "securitySchemes": rows_in::security_schemes(),
            "headers": headers(),
            "responses": responses(),
            "schemas": merged(schemas(), rows_in::schemas()),
        }
    })
}

fn merged(one: Value, other: Value) -> Value {
    let (Value::Object(mut one), Value::Object(other)) = (one, other) else { return Value::Null };
    one.extend(other);
    Value::Object(one)
}

fn read_paths() -> Value {
    let slug =
        |of: &str| parameter("slug", "path", &format!("The {of}’s slug"), &json!({"type": "string"}), true);
    let item = |tag: &str, id: &str, of: &str, schema: &str, statuses: &[&str]| {
        operation(tag, id, &format!("Get one {of}"), None, &[slug(of)], schema, statuses)
    };
    let terms = |id: &str, many: &str, schema: &str| {
        let summary = format!("List {many} on which anybody or any job stands");
        operation(
            "Taxonomies",
            id,
            &summary,
            Some("In the order of their slugs."),
            &paging(),
            schema,
            &["400", "429"],
        )
    };
    let by_slug = |name: &str, kind: TaxonomyKind| {
        parameter(
            name,
            "query",
            &format!("Of this {} alone", of_taxonomy(kind)),
            &json!({"type": "string"}),
            false,
        )
    };
    json!({
        urls::ApiExecutives.to_string(): {"get": operation(
            "Executives", "list_executives", "Search executives",
            Some("As `/executives` does: the same filters mean the same."),
            &search(&executives::search::LIST), "ExecutiveList", &["400", "404", "429"],
        )},
        pattern(&urls::ApiExecutive::to("{slug}")): {"get": item("Executives", "get_executive", "executive", "Executive", &["301", "404", "410", "429"])},
        urls::ApiJobs.to_string(): {"get": operation(
            "Jobs", "list_jobs", "Search open jobs",
            Some("As `/jobs` does: the same filters mean the same. A job that closes is gone at once."),
            &search(&jobs::search::LIST), "JobList", &["400", "404", "429"],
        )},
        pattern(&urls::ApiJob::to("{slug}")): {"get": item("Jobs", "get_job", "open job", "Job", &["301", "404", "410", "429"])},
        urls::ApiRoles.to_string(): {"get": terms("list_roles", "roles", "RoleList")},
        pattern(&urls::ApiRole::to("{slug}")): {"get": item("Taxonomies", "get_role", "role", "Role", &["301", "404", "429"])},
        urls::ApiLocations.to_string(): {"get": terms("list_locations", "places", "LocationList")},
        pattern(&urls::ApiLocation::to("{slug}")): {"get": item("Taxonomies", "get_location", "place", "Location", &["301", "404", "429"])},
        urls::ApiIndustries.to_string(): {"get": terms("list_industries", "industries", "IndustryList")},
        pattern(&urls::ApiIndustry::to("{slug}")): {"get": item("Taxonomies", "get_industry", "industry", "Industry", &["301", "404", "429"])},
        urls::ApiRates.to_string(): {"get": operation(
            "Rates", "get_rates", "Get what the market costs",
            Some("As `/rates` shows it. Currencies and units are never converted; fewer than five prices say nothing."),
            &[
                by_slug("role", TaxonomyKind::Role),
                by_slug("location", TaxonomyKind::Location),
                by_slug("industry", TaxonomyKind::Industry),
            ],
            "Rates", &["400", "429"],
        )},
        pattern(&urls::ApiRoleRates::to("{slug}")): {"get": operation(
            "Rates", "get_role_rates", "Get what one role costs", None, &[slug("role")], "Rates", &["301", "404", "429"],
        )},
    })
}

/// An address whose slug is left open.
fn pattern(address: &impl ToString) -> String {
    address.to_string().replace("%7B", "{").replace("%7D", "}")
}

fn operation(
    tag: &str,
    id: &str,
    summary: &str,
    description: Option<&str>,
    parameters: &[Value],
    schema: &str,
    statuses: &[&str],
) -> Value {
    let mut responses = Map::new();
    responses.insert(
        "200".into(),
        json!({
            "description": "Found",
            "headers": {
                "ETag": {"$ref": "#/components/headers/ETag"},
                "Link": {"$ref": "#/components/headers/Link"},
                "RateLimit": {"$ref": "#/components/headers/RateLimit"},
                "RateLimit-Policy": {"$ref": "#/components/headers/RateLimitPolicy"}
            },
            "content": {"application/json": {"schema": {"$ref": format!("#/components/schemas/{schema}")}}}
        }),
    );
    for status in ["304"].iter().chain(statuses).chain(&["503"]) {
        responses.insert((*status).to_owned(), json!({"$ref": format!("#/components/responses/{status}")}));
    }
    let mut operation = json!({
        "operationId": id,
        "summary": summary,
        "tags": [tag],
        "security": [],
        "parameters": parameters,
        "responses": responses,
    });
    if let Some(description) = description {
        operation["description"] = json!(description);
    }
    operation
}

fn parameter(name: &str, place: &str, description: &str, schema: &Value, is_required: bool) -> Value {
    let mut parameter = json!({"name": name, "in": place, "description": description, "schema": schema});
    if is_required {
        parameter["required"] = json!(true);
    }
    parameter
}

/// How a list is gone through.
fn paging() -> Vec<Value> {
    let limit = json!({"type": "integer", "minimum": 1, "maximum": MOST, "default": PER_PAGE});
    vec![
        parameter("limit", "query", "Results on a page", &limit, false),
        parameter(
            "cursor",
            "query",
            "Where the page before ended, as its `next` says",
            &json!({"type": "string"}),
            false,
        ),
    ]
}

/// What a list can be asked for, from the table that reads it.
fn search(list: &'static List) -> Vec<Value> {
    let page =
        "A page by its number, as on the site. Without it, follow `next`: cursors lose and double nothing";
    let number = json!({"type": "integer", "minimum": 1, "default": 1});
    (list.parameters.iter().map(filter))
        .chain(list.parameters.iter().filter_map(by_name))
        .chain([parameter("page", "query", page, &number, false)])
        .chain(paging())
        .collect()
}

fn filter(filter: &Parameter) -> Value {
    let (schema, takes_several) = match filter.kind {
        Kind::Text => (json!({"type": "string", "maxLength": 200}), false),
        Kind::Slugs(_, several) => (json!({"type": "string"}), several == Several::AnyOf),
        Kind::Terms(words, several) => {
            let words: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            let mut schema = json!({"type": "string", "enum": words});
            if let Several::Default(word) = several {
                schema["default"] = json!(word);
            }
            (schema, several == Several::AnyOf)
        }
        Kind::Number(least, most) => (json!({"type": "integer", "minimum": least, "maximum": most}), false),
        Kind::Currency => (json!({"type": "string", "pattern": "^[A-Z]{3}$"}), false),
    };
    let what = match filter.kind {
        Kind::Slugs(_, Several::AnyOf) => {
            format!("{}: slugs, any of them", filter.legend)
        }
        Kind::Slugs(TaxonomyKind::Location, _) if filter.meaning != Meaning::Near => {
            format!(
                "{}: the slug of a place, or a state or country (`texas`, `united-kingdom`)",
                filter.legend
            )
        }
        Kind::Slugs(kind, _) => format!("{}: the slug of a {}", filter.legend, of_taxonomy(kind)),
        Kind::Text => format!("{}: all of them must be found", filter.legend),
        _ => filter.legend.to_owned(),
    };
    if !takes_several {
        return parameter(filter.name, "query", &what, &schema, false);
    }
    let mut several =
        parameter(filter.name, "query", &what, &json!({"type": "array", "items": schema}), false);
    several["style"] = json!("form");
    several["explode"] = json!(false);
    several
}

/// What a list can be asked for by a name as well.
fn by_name(filter: &Parameter) -> Option<Value> {
    let (Kind::Slugs(kind, _), Some(named)) = (filter.kind, filter.named) else { return None };
    let what = format!("The {}’s name, instead of its slug in `{}`", of_taxonomy(kind), filter.name);
    Some(parameter(named.name, "query", &what, &json!({"type": "string"}), false))
}

/// A row of a taxonomy, in a word.
fn of_taxonomy(kind: TaxonomyKind) -> &'static str {
    match kind {
        TaxonomyKind::Role => "role",
        TaxonomyKind::Location => "place",
        TaxonomyKind::Industry => "industry",
        TaxonomyKind::Specialty => "specialty",
    }
}

fn headers() -> Value {
    let text = |description: &str| json!({"description": description, "schema": {"type": "string"}});
    json!({
        "ETag": text("Send it back as If-None-Match: who has this answer gets 304 and no body"),
        "Link": text("The page for people (rel=canonical), and the next page of a list (rel=next)"),
        "RateLimit": text("How many requests may follow at once: \"reads\";r=99"),
        "RateLimitPolicy": text("How many there are, and after how many seconds all of them again: \"reads\";q=100;w=10"),
        "RetryAfter": {"description": "Seconds after which to try again", "schema": {"type": "integer"}},
        "Location": {"description": "Where it stands", "schema": {"type": "string", "format": "uri-reference"}}
    })
}

fn responses() -> Value {
    let problem = |description: &str| {
        json!({
            "description": description,
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
        })
    };
    let later = |description: &str| {
        let mut response = problem(description);
        response["headers"] = json!({"Retry-After": {"$ref": "#/components/headers/RetryAfter"}});
        response
    };
    json!({
        "301": {
            "description": "It has another slug now",
            "headers": {"Location": {"$ref": "#/components/headers/Location"}}
        },
        "304": {"description": "Nothing has changed since the answer with this ETag"},
        "400": problem("A parameter, or a value, that means nothing; `detail` names it"),
        "404": problem("There is no such thing, or it is not public"),
        "410": problem("It was here and will not come back; `detail` says why"),
        "429": later("Too many requests from this address"),
        "503": later("Not now")
    })
}

/// The types that are answered, each with what it refers to.
fn schemas() -> Value {
    let settings = SchemaSettings::draft2020_12().for_serialize().with(|settings| {
        settings.definitions_path = "/components/schemas".into();
        settings.meta_schema = None;
    });
    let mut generator = settings.into_generator();
    generator.subschema_for::<Listed<Executive>>();
    generator.subschema_for::<Listed<Job>>();
    generator.subschema_for::<Listed<Role>>();
    generator.subschema_for::<Listed<Location>>();
    generator.subschema_for::<Listed<Industry>>();
    generator.subschema_for::<Rates>();
    let mut schemas = generator.take_definitions(true);
    schemas.insert(
        "Problem".to_owned(),
        json!({
            "description": "What went wrong (RFC 9457)",
            "type": "object",
            "required": ["type", "title", "status", "detail", "request_id"],
            "properties": {
                "type": {"type": "string", "format": "uri-reference"},
                "title": {"type": "string"},
                "status": {"type": "integer"},
                "detail": {"type": "string", "description": "What exactly, and what to do about it"},
                "request_id": {"type": "string", "description": "What to quote when asking for help"}
            }
        }),
    );
    Value::Object(schemas)
}
