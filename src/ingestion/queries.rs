//! The SQL of runs, records and source rows. What is written into `executives` and `jobs` stands in `write`.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Value, json};
use sqlx::types::Json;
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use super::cells::UnknownTerm;
use super::fields::Mapping;
use super::fold::Outcome;
use super::record::Row;
use super::{Action, Entity, Status};
use crate::taxonomy::vocabulary::fold;

/// One row of `source_rows`.
#[derive(Debug, Serialize)]
pub struct SourceRow {
    pub id: Uuid,
    pub source_system: String,
    pub entity_type: String,
    pub row_key: String,
    pub occurrence: i32,
    pub target_id: Uuid,
    #[serde(serialize_with = "bytea")]
    pub content_hash: Vec<u8>,
    pub normalized: Value,
    pub first_seen_at: DateTime<Utc>,
    pub last_seen_at: DateTime<Utc>,
    pub last_run_id: Uuid,
}

/// What is known of a source row before it comes again.
#[derive(Debug)]
pub struct KnownSourceRow {
    pub id: Uuid,
    pub row_key: String,
    pub occurrence: i32,
    pub target_id: Uuid,
    pub content_hash: Vec<u8>,
}

/// A canonical row as it stands before a batch.
#[derive(Debug)]
pub struct TargetState {
    /// Its id.
    pub id: Uuid,
    /// The digest of what its source rows said together when it was last written.
    pub content_hash: Option<Vec<u8>>,
    /// Fields that an owner wrote: an import leaves them.
    pub locked_fields: Vec<String>,
    /// The whole row, where there are locked fields to keep.
    pub current: Option<Value>,
    /// Whether its person had it removed.
    pub is_removed: bool,
}

/// `\x…`, as PostgreSQL reads bytes in JSON.
pub fn bytea<S: serde::Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&hex_bytea(bytes))
}

/// `\x…`, as PostgreSQL reads bytes in JSON.
pub fn hex_bytea(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::from("\\x"), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// One import of an entity at a time, until the transaction ends.
pub async fn lock_entity(connection: &mut PgConnection, entity: Entity) -> sqlx::Result<()> {
    sqlx::query!("select pg_advisory_xact_lock(hashtext('ingestion'), hashtext($1))", entity.as_str())
        .execute(connection)
        .await?;
    Ok(())
}

/// The source of this name (made when it is new) with what it calls its columns, `removed` forgotten, `added` included.
pub async fn remember_mapping(
    executor: impl PgExecutor<'_>,
    source: &str,
    entity: Entity,
    added: &Mapping,
    removed: &[&str],
) -> sqlx::Result<Mapping> {
    let mapping = sqlx::query_scalar!(
        r#"insert into sources (id, name, mapping) values ($1, $2, jsonb_build_object($3::text, $4::jsonb))
           on conflict on constraint sources_name_key do update
              set mapping = sources.mapping || jsonb_build_object($3::text, (coalesce(sources.mapping -> $3, '{}') - $5::text[]) || $4::jsonb)
           returning mapping -> $3 as "mapping!: Json<Mapping>""#,
        Uuid::now_v7(),
        source,
        entity.as_str(),
        json!(added),
        removed as _
    )
    .fetch_one(executor)
    .await?;
    Ok(mapping.0)
}

/// What is known of the rows with these keys, lowest occurrence first.
pub async fn known_source_rows(
    executor: impl PgExecutor<'_>,
    source: &str,
    entity: Entity,
    keys: &[String],
) -> sqlx::Result<Vec<KnownSourceRow>> {
    sqlx::query_as!(
        KnownSourceRow,
        "select id, row_key, occurrence, target_id, content_hash from source_rows
          where source_system = $1 and entity_type = $2 and row_key = any($3)
          order by row_key, occurrence",
        source,
        entity.as_str(),
        keys
    )
    .fetch_all(executor)
    .await
}

/// The canonical rows that have these addresses.
pub async fn targets_at(
    executor: impl PgExecutor<'_>,
    entity: Entity,
    addresses: &[String],
) -> sqlx::Result<HashMap<String, Uuid>> {
    let rows = match entity {
        Entity::Executive => {
            sqlx::query!(
                r#"select linkedin_key as "key!", id from executives where linkedin_key = any($1)"#,
                addresses
            )
            .map(|row| (row.key, row.id))
            .fetch_all(executor)
            .await?
        }
        Entity::Job => {
            sqlx::query!(r#"select apply_key as "key!", id from jobs where apply_key = any($1)"#, addresses)
                .map(|row| (row.key, row.id))
                .fetch_all(executor)
                .await?
        }
    };
    Ok(rows.into_iter().collect())
}

/// How canonical rows stand.
pub async fn target_states(
    executor: impl PgExecutor<'_>,
    entity: Entity,
    ids: &[Uuid],
) -> sqlx::Result<Vec<TargetState>> {
    match entity {
        Entity::Executive => {
            sqlx::query_as!(
                TargetState,
                r#"select id, content_hash, locked_fields,
                          case when cardinality(locked_fields) > 0 then to_jsonb(e) end as current,
                          removed_at is not null as "is_removed!"
                     from executives e where id = any($1)"#,
                ids
            )
            .fetch_all(executor)
            .await
        }
        Entity::Job => {
            sqlx::query_as!(
                TargetState,
                r#"select id, content_hash, locked_fields,
                          case when cardinality(locked_fields) > 0 then to_jsonb(j) end as current,
                          false as "is_removed!"
                     from jobs j where id = any($1)"#,
                ids
            )
            .fetch_all(executor)
            .await
        }
    }
}

/// What the source rows of canonical rows said, in the order in which they first came: target, source row, record.
pub async fn rows_of_targets(
    executor: impl PgExecutor<'_>,
    targets: &[Uuid],
) -> sqlx::Result<Vec<(Uuid, Uuid, Value)>> {
    let rows = sqlx::query!(
        "select target_id, id, normalized from source_rows where target_id = any($1) order by first_seen_at, id",
        targets
    )
    .fetch_all(executor)
    .await?;
    Ok(rows.into_iter().map(|row| (row.target_id, row.id, row.normalized)).collect())
}

/// Keeps what source rows say now.
pub async fn keep_source_rows(executor: impl PgExecutor<'_>, rows: &[SourceRow]) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into source_rows (id, source_system, entity_type, row_key, occurrence, target_id, content_hash,
                                  normalized, first_seen_at, last_seen_at, last_run_id)
         select id, source_system, entity_type, row_key, occurrence, target_id, content_hash,
                normalized, first_seen_at, last_seen_at, last_run_id
           from jsonb_populate_recordset(null::source_rows, $1)
         on conflict on constraint source_rows_key do update
            set target_id = excluded.target_id, content_hash = excluded.content_hash,
                normalized = excluded.normalized, last_seen_at = excluded.last_seen_at,
                last_run_id = excluded.last_run_id",
        Json(rows) as _
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// Notes that rows came again and said nothing new: the source still has them.
pub async fn confirm_source_rows<R>(
    executor: impl PgExecutor<'_>,
    source: &str,
    entity: Entity,
    run_id: Uuid,
    rows: &[&Row<R>],
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let keys: Vec<String> = rows.iter().map(|row| row.key.clone()).collect();
    let occurrences: Vec<i32> = rows.iter().map(|row| row.occurrence).collect();
    sqlx::query!(
        "update source_rows s set last_seen_at = $3, last_run_id = $4
           from unnest($5::text[], $6::int[]) as seen(row_key, occurrence)
          where s.source_system = $1 and s.entity_type = $2
            and s.row_key = seen.row_key and s.occurrence = seen.occurrence",
        source,
        entity.as_str(),
        now,
        run_id,
        &keys,
        &occurrences
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// Which of these slugs somebody has, or had.
pub async fn taken_slugs(
    executor: impl PgExecutor<'_>,
    entity: Entity,
    slugs: &[String],
) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(
        r#"select slug::text as "slug!" from executives where $1 = 'executive' and slug = any($2)
           union all select slug::text from jobs where $1 = 'job' and slug = any($2)
           union all select old_slug::text from slug_redirects where entity_type = $1 and old_slug = any($2)"#,
        entity.as_str(),
        slugs
    )
    .fetch_all(executor)
    .await
}

/// What canonical rows still lack before they can be published; complete and published ones are left out.
pub async fn incomplete(
    executor: impl PgExecutor<'_>,
    entity: Entity,
    ids: &[Uuid],
) -> sqlx::Result<HashMap<Uuid, Vec<String>>> {
    let rows = sqlx::query!(
        r#"select id as "id!", missing as "missing!" from (
             select e.id, e.missing_fields as missing from executives e where $1 = 'executive' and e.id = any($2)
             union all
             select j.id, j.missing_fields as missing from jobs j where $1 = 'job' and j.id = any($2)) rows
           where cardinality(missing) > 0"#,
        entity.as_str(),
        ids
    )
    .fetch_all(executor)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.missing)).collect())
}

/// Keeps what became of each row of a batch.
pub async fn keep_records<R: super::record::Record>(
    executor: impl PgExecutor<'_>,
    run_id: Uuid,
    rows: &[Row<R>],
    outcomes: &[Outcome],
) -> sqlx::Result<()> {
    let records: Vec<Value> = rows
        .iter()
        .zip(outcomes)
        .map(|(row, outcome)| {
            let record = row.record.as_ref().ok();
            let status = match outcome.action {
                Action::Error => Status::Failed,
                Action::Skip => Status::Skipped,
                Action::Wait => Status::Pending,
                _ => Status::Succeeded,
            };
            json!({
                "id": Uuid::now_v7(), "run_id": run_id, "entity_type": R::ENTITY.as_str(), "position": row.position,
                "source_record_id": record.and_then(super::record::Record::source_record_id),
                "target_id": outcome.target, "action": outcome.action.as_str(), "status": status.as_str(),
                "error_message": outcome.message, "warnings": row.warnings, "raw_payload": row.raw,
                // An unchanged row's record is the one of the row that it repeats.
                "normalized_payload": (outcome.action != Action::Skip).then_some(record),
            })
        })
        .collect();
    sqlx::query!(
        "insert into ingestion_records (id, run_id, entity_type, position, source_record_id, target_id, action, status,
                                        error_message, warnings, raw_payload, normalized_payload)
         select id, run_id, entity_type, position, source_record_id, target_id, action, status,
                error_message, warnings, raw_payload, normalized_payload
           from jsonb_populate_recordset(null::ingestion_records, $1)",
        Json(records) as _
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// Counts unknown terms in the taxonomy inbox.
pub async fn count_unknown(
    executor: impl PgExecutor<'_>,
    terms: &HashMap<&UnknownTerm, i32>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let mut by_key: HashMap<(&str, String), (&str, i32)> = HashMap::new();
    for (term, count) in terms {
        by_key.entry((term.kind.param(), fold(&term.text))).or_insert((&term.text, 0)).1 += count;
    }
    let mut rows: Vec<Value> = by_key
        .into_iter()
        .filter(|((_, key), _)| !key.is_empty())
        .map(|((kind, key), (alias, count))| {
            json!({"id": Uuid::now_v7(), "kind": kind, "alias": alias, "alias_key": key, "seen_count": count})
        })
        .collect();
    // In one order everywhere, so that two writers never wait for each other.
    rows.sort_by_cached_key(|row| row["alias_key"].to_string());
    sqlx::query!(
        "insert into taxonomy_aliases (id, kind, alias, alias_key, seen_count, first_seen_at, last_seen_at)
         select id, kind, alias, alias_key, seen_count, $2, $2
           from jsonb_populate_recordset(null::taxonomy_aliases, $1)
         on conflict on constraint taxonomy_aliases_kind_alias_key do update
            set seen_count = taxonomy_aliases.seen_count + excluded.seen_count, last_seen_at = $2",
        Json(rows) as _,
        now
    )
    .execute(executor)
    .await?;
    Ok(())
}
