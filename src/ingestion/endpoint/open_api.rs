//! The addresses that take rows, described for programs: a part of the document at `/api/openapi.json` (`api`).
//!
//! Kept by hand: two addresses whose bodies are any columns at all leave little to derive, and the fields come from the
//! table that reads them. A test holds the description to the routes.

use serde_json::{Map, Value, json};

use super::super::{Entity, known_fields};
use super::body::MOST_ROWS;
use crate::urls;

/// The addresses with their operations.
pub fn paths() -> Value {
    json!({
        urls::IngestExecutives.to_string(): {"post": operation(Entity::Executive)},
        urls::IngestJobs.to_string(): {"post": operation(Entity::Job)},
    })
}

/// How a sender shows its token.
pub fn security_schemes() -> Value {
    json!({
        "bearer": {"type": "http", "scheme": "bearer"},
        "apiKey": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
        "clay": {"type": "apiKey", "in": "header", "name": "x-clay-webhook-auth"}
    })
}

/// What the operations take and answer.
pub fn schemas() -> Value {
    json!({
        "ExecutiveRow": row(Entity::Executive),
        "JobRow": row(Entity::Job),
        "Taken": taken(),
        "RowError": {
            "type": "object",
            "required": ["status", "message"],
            "properties": {
                "status": {"const": "error"},
                "field": {"type": "string", "description": "Our name of the field that is missing or makes no sense (422)"},
                "message": {"type": "string"},
                "hint": {"type": "string", "description": "What to mend, or the column that was probably meant"},
                "request_id": {"type": "string", "description": "What to quote when asking for help"}
            },
            "examples": [{
                "status": "error", "field": "apply_url", "message": "\"ask us\" is not one web address",
                "hint": "map your 'Job URL' column to apply_url"
            }]
        },
        "Results": {
            "type": "object",
            "required": ["results"],
            "properties": {"results": {"type": "array", "items": {
                "anyOf": [{"$ref": "#/components/schemas/Taken"}, {"$ref": "#/components/schemas/RowError"}]
            }}}
        }
    })
}

fn operation(entity: Entity) -> Value {
    let row = json!({"$ref": match entity {
        Entity::Executive => "#/components/schemas/ExecutiveRow",
        Entity::Job => "#/components/schemas/JobRow",
    }});
    let rows = json!({"type": "array", "maxItems": MOST_ROWS, "items": row});
    let failure = |description: &str, retry: bool| {
        let mut response = answer(description, "RowError");
        if retry {
            response["headers"] = json!({"Retry-After": {"$ref": "#/components/headers/RetryAfter"}});
        }
        response
    };
    let refused = match entity {
        Entity::Executive => "The row has no name that can be read, or can't be kept; nothing was changed",
        Entity::Job => {
            "The row has no title, its apply_url is no http(s) address, or it can't be kept; nothing was changed"
        }
    };
    json!({
        "operationId": format!("ingest_{}", entity.param()),
        "summary": format!("Take {} in", entity.param()),
        "description": "From Clay, row by row. Sending the same row again changes nothing.",
        "tags": ["Rows in"],
        "security": [{"bearer": []}, {"apiKey": []}, {"clay": []}],
        "parameters": [{
            "name": "dry_run", "in": "query", "schema": {"type": "string", "enum": ["0", "1"], "default": "0"},
            "description": "Change nothing, say what would be done"
        }],
        "requestBody": {
            "required": true,
            "description": "Any columns; those whose headers are understood, or were mapped for the source, are read. Read as JSON whatever the content type says.",
            "content": {"application/json": {"schema": {"anyOf": [
                row,
                rows,
                {"type": "object", "required": ["rows"], "properties": {"rows": rows}},
                {"type": "object", "required": ["data"], "properties": {"data": row}},
                {"type": "object", "required": ["payload"], "properties": {
                    "provider": {"type": "string"}, "payload": row, "external_id": {"type": ["string", "number"]}
                }}
            ]}}}
        },
        "responses": {
            "200": answer("The row was taken, or says nothing new", "Taken"),
            "207": answer("A list of rows: one answer for each, in order", "Results"),
            "400": failure("Not JSON, with the line and column; or no rows", false),
            "401": failure("No valid token", false),
            "413": failure("More than 256 KiB for one row, 1 MiB or 100 rows for a list", false),
            "422": failure(refused, false),
            "429": failure("Too many requests with this token, or too many wrong tokens from this address", true),
            "503": failure("Not now", true)
        }
    })
}

fn answer(description: &str, schema: &str) -> Value {
    json!({
        "description": description,
        "content": {"application/json": {"schema": {"$ref": format!("#/components/schemas/{schema}")}}}
    })
}

/// A row: every field under our own name. A value may be anything that a column of Clay holds.
fn row(entity: Entity) -> Value {
    let fields: Map<String, Value> =
        known_fields(entity).map(|field| (field.to_owned(), json!({}))).collect();
    json!({"type": "object", "properties": fields, "additionalProperties": true})
}

fn taken() -> Value {
    json!({
        "type": "object",
        "required": ["status", "action", "id", "slug", "url", "publish_status", "matched_by", "warnings"],
        "properties": {
            "status": {"const": "ok"},
            "dry_run": {"const": true},
            "action": {"enum": ["INSERT", "UPDATE", "SKIP"], "description": "SKIP: nothing new, or the person asked to stay out"},
            "id": {"type": ["string", "null"], "format": "uuid"},
            "slug": {"type": ["string", "null"]},
            "url": {"type": ["string", "null"], "format": "uri"},
            "publish_status": {"enum": ["DRAFT", "REVIEW", "PUBLISHED", "ARCHIVED", null]},
            "matched_by": {"enum": ["source_record_id", "linkedin_url", "apply_url", "none"]},
            "changes": {"type": "array", "items": {"type": "string"}, "description": "Of a dry run: what would change, field by field"},
            "warnings": {"type": "array", "items": {"type": "string"}}
        }
    })
}
