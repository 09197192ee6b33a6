//! The SQL of runs, records and source rows. What is written into `executives` and `jobs` stands in `write`.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde_json::value::RawValue;
use serde_json::{Value, json};
use sqlx::types::Json;
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use super::Entity;
use super::cells::UnknownTerm;
use super::fields::Mapping;
use super::unchanged::Fingerprint;
use crate::taxonomy::TaxonomyKind;
use crate::taxonomy::vocabulary::fold;

/// One row of `source_rows`.
#[derive(Debug)]
pub struct SourceRow {
    pub id: Uuid,
    pub source_system: String,
    pub entity_type: &'static str,
    pub row_key: String,
    pub occurrence: i32,
    pub target_id: Uuid,
    pub content_hash: [u8; 32],
    /// The record, written out.
    pub normalized: Box<RawValue>,
    pub first_seen_at: DateTime<Utc>,
    pub last_seen_at: DateTime<Utc>,
    pub last_run_id: Uuid,
    pub missing_in: Option<Uuid>,
    pub statement_id: Uuid,
    pub delivered_hash: Option<Fingerprint>,
    pub delivered_in: Uuid,
}

/// What is known of a source row before it comes again.
#[derive(Clone, Debug)]
pub struct KnownSourceRow {
    pub id: Uuid,
    pub row_key: String,
    pub occurrence: i32,
    pub target_id: Uuid,
    pub content_hash: Vec<u8>,
    pub last_seen_at: DateTime<Utc>,
    pub last_run_id: Uuid,
    pub missing_in: Option<Uuid>,
}

/// A canonical row as it stands before a batch.
#[derive(Clone, Debug)]
pub struct TargetState {
    /// Its id.
    pub id: Uuid,
    /// The digest of what its source rows said together when it was last written.
    pub content_hash: Option<Vec<u8>>,
    /// Fields that an owner wrote: an import leaves them.
    pub locked_fields: Vec<String>,
    /// The row's columns, less what is long and nobody's statement.
    pub current: Value,
    /// Whether its person had it removed.
    pub is_removed: bool,
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

/// Has the database count what the tables hold in which every batch looks up its rows; a table that somebody else counts
/// or cleans just now is passed over, so that no run waits for that.
pub async fn refresh_statistics(executor: impl PgExecutor<'_>) -> sqlx::Result<()> {
    sqlx::query!(
        "analyze (skip_locked) source_rows (source_system, entity_type, row_key, occurrence, target_id, delivered_hash),
                 ingestion_records (id), likeness_keys"
    )
    .execute(executor)
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
        "select id, row_key, occurrence, target_id, content_hash, last_seen_at, last_run_id, missing_in from source_rows
          where source_system = $1 and entity_type = $2 and row_key = any($3)
          order by row_key, occurrence",
        source,
        entity.as_str(),
        keys
    )
    .fetch_all(executor)
    .await
}

/// Source rows by id.
pub async fn source_rows_by_id(
    executor: impl PgExecutor<'_>,
    ids: &[Uuid],
) -> sqlx::Result<Vec<KnownSourceRow>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    sqlx::query_as!(
        KnownSourceRow,
        "select id, row_key, occurrence, target_id, content_hash, last_seen_at, last_run_id, missing_in
           from source_rows where id = any($1)",
        ids
    )
    .fetch_all(executor)
    .await
}

/// The canonical rows that have these addresses; for one that was merged into another, that one.
pub async fn targets_at(
    executor: impl PgExecutor<'_>,
    entity: Entity,
    addresses: &[String],
) -> sqlx::Result<HashMap<String, Uuid>> {
    let rows = match entity {
        Entity::Executive => {
            sqlx::query!(
                r#"select linkedin_key as "key!", id as "id!" from executives where linkedin_key = any($1)
                   union all
                   select m.address, kept_for(m.lost_id) from merges m
                    where m.entity_type = 'executive' and m.unmerged_at is null and m.address = any($1)
                      and not exists (select from executives e where e.linkedin_key = m.address)"#,
                addresses
            )
            .map(|row| (row.key, row.id))
            .fetch_all(executor)
            .await?
        }
        Entity::Job => {
            sqlx::query!(
                r#"select apply_key as "key!", id as "id!" from jobs where apply_key = any($1)
                   union all
                   select m.address, kept_for(m.lost_id) from merges m
                    where m.entity_type = 'job' and m.unmerged_at is null and m.address = any($1)
                      and not exists (select from jobs j where j.apply_key = m.address)"#,
                addresses
            )
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
                          to_jsonb(e) - '{raw_payload,search_document}'::text[] as "current!",
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
                          to_jsonb(j) - '{raw_payload,search_document}'::text[] as "current!",
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

/// Keeps what source rows say now. A row that is read again may have another key than before.
pub async fn keep_source_rows(executor: impl PgExecutor<'_>, rows: &[SourceRow]) -> sqlx::Result<()> {
    fn column<'r, C>(rows: &'r [SourceRow], cell: impl Fn(&'r SourceRow) -> C) -> Vec<C> {
        rows.iter().map(cell).collect()
    }
    sqlx::query!(
        "insert into source_rows (id, source_system, entity_type, row_key, occurrence, target_id, content_hash,
                                  normalized, first_seen_at, last_seen_at, last_run_id, missing_in, statement_id,
                                  delivered_hash, delivered_in)
         select id, source_system, entity_type, row_key, occurrence, target_id, content_hash,
                normalized, first_seen_at, last_seen_at, last_run_id, missing_in, statement_id, delivered_hash, delivered_in
           from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::int[], $6::uuid[], $7::bytea[], $8::jsonb[],
                       $9::timestamptz[], $10::timestamptz[], $11::uuid[], $12::uuid[], $13::uuid[], $14::bytea[], $15::uuid[])
             as rows(id, source_system, entity_type, row_key, occurrence, target_id, content_hash, normalized,
                     first_seen_at, last_seen_at, last_run_id, missing_in, statement_id, delivered_hash, delivered_in)
         on conflict on constraint source_rows_pkey do update
            set row_key = excluded.row_key, occurrence = excluded.occurrence, target_id = excluded.target_id,
                content_hash = excluded.content_hash, normalized = excluded.normalized,
                last_seen_at = excluded.last_seen_at, last_run_id = excluded.last_run_id,
                statement_id = excluded.statement_id, delivered_hash = excluded.delivered_hash,
                delivered_in = excluded.delivered_in, missing_in = excluded.missing_in",
        &column(rows, |row| row.id),
        column(rows, |row| row.source_system.as_str()) as _,
        column(rows, |row| row.entity_type) as _,
        column(rows, |row| row.row_key.as_str()) as _,
        &column(rows, |row| row.occurrence),
        &column(rows, |row| row.target_id),
        column(rows, |row| row.content_hash.as_slice()) as _,
        column(rows, |row| Json(&*row.normalized)) as _,
        &column(rows, |row| row.first_seen_at),
        &column(rows, |row| row.last_seen_at),
        &column(rows, |row| row.last_run_id),
        column(rows, |row| row.missing_in) as _,
        &column(rows, |row| row.statement_id),
        column(rows, |row| row.delivered_hash.as_ref().map(<[u8; 16]>::as_slice)) as _,
        &column(rows, |row| row.delivered_in)
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// A source row that came again.
#[derive(Clone, Copy, Debug)]
pub struct Confirmed {
    /// Its id.
    pub id: Uuid,
    /// By what this delivery is known when it comes again, and the record of it; none where that stays as it was.
    pub delivery: Option<(Fingerprint, Uuid)>,
}

impl Confirmed {
    /// By a delivery that is known already.
    pub const fn again(id: Uuid) -> Self {
        Self { id, delivery: None }
    }
}

/// Notes that source rows came again and said nothing new: the source still has them. Postings remember it too, to the
/// day: it keeps them open.
pub async fn confirm_source_rows(
    executor: impl PgExecutor<'_>,
    run_id: Uuid,
    rows: &[Confirmed],
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let fingerprints: Vec<Option<&[u8]>> =
        rows.iter().map(|row| row.delivery.as_ref().map(|(fingerprint, _)| fingerprint.as_slice())).collect();
    let records: Vec<Option<Uuid>> = rows.iter().map(|row| row.delivery.map(|(_, record)| record)).collect();
    sqlx::query!(
        "with confirmed as (
           update source_rows s
              set last_seen_at = $1, last_run_id = $2, missing_in = null,
                  delivered_hash = coalesce(rows.delivered_hash, s.delivered_hash),
                  delivered_in = coalesce(rows.delivered_in, s.delivered_in)
             from unnest($3::uuid[], $4::bytea[], $5::uuid[]) as rows(id, delivered_hash, delivered_in)
            where s.id = rows.id
           returning s.entity_type, s.target_id)
         update jobs j set source_synced_at = $1
           from confirmed
          where confirmed.entity_type = 'job' and j.id = confirmed.target_id
            and (j.source_synced_at is null or j.source_synced_at < $1 - interval '1 day')",
        now,
        run_id,
        &ids,
        fingerprints as _,
        records as _
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// Flags the rows that a source had before and did not deliver in this run, which was said to be all of them. Gives how
/// many are flagged.
pub async fn flag_missing(
    executor: impl PgExecutor<'_>,
    source: &str,
    entity: Entity,
    run_id: Uuid,
) -> sqlx::Result<u64> {
    let flagged = sqlx::query!(
        "update source_rows set missing_in = $3
          where source_system = $1 and entity_type = $2 and last_run_id <> $3 and missing_in is null",
        source,
        entity.as_str(),
        run_id
    )
    .execute(executor)
    .await?;
    Ok(flagged.rows_affected())
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

/// As `ingestion_records.unknown_terms` keeps a term: `role:chief fun officer`.
pub fn term_key(kind: TaxonomyKind, term: &str) -> String {
    format!("{}:{}", kind.param(), fold(term))
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
