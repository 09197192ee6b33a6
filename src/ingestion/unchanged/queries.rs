//! The SQL of rows that came before.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use super::super::Entity;
use super::super::queries::{Confirmed, confirm_source_rows};
use super::{Fingerprint, Standing, Unchanged};

/// Source rows whose last delivery has one of these fingerprints, and is kept.
pub async fn standing(
    executor: impl PgExecutor<'_>,
    source: &str,
    entity: Entity,
    fingerprints: &[Fingerprint],
) -> sqlx::Result<Vec<Standing>> {
    let wanted: Vec<&[u8]> = fingerprints.iter().map(<[u8; 16]>::as_slice).collect();
    let rows = sqlx::query!(
        r#"select s.id, s.delivered_hash as "delivered_hash!", s.row_key, s.occurrence
             from source_rows s join ingestion_records r on r.id = s.delivered_in
            where s.delivered_hash = any($3) and s.source_system = $1 and s.entity_type = $2
              and r.raw_payload is not null"#,
        source,
        entity.as_str(),
        wanted as _
    )
    .fetch_all(executor)
    .await?;
    let standing = rows.into_iter().filter_map(|row| {
        let fingerprint = row.delivered_hash.try_into().ok()?;
        Some(Standing { id: row.id, fingerprint, row_key: row.row_key, occurrence: row.occurrence })
    });
    Ok(standing.collect())
}

/// Keeps a record of each row that repeats a delivery, and notes that the source still has the row. Gives the positions
/// of those of which that is still true; the others have to be read. The caller holds the entity's lock.
pub async fn keep_unchanged(
    connection: &mut PgConnection,
    run_id: Uuid,
    entity: Entity,
    rows: &[Unchanged],
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<i32>> {
    let ids: Vec<Uuid> = rows.iter().map(|_| Uuid::now_v7()).collect();
    let positions: Vec<i32> = rows.iter().map(|row| row.raw.position).collect();
    let source_rows: Vec<Uuid> = rows.iter().map(|row| row.standing.id).collect();
    let fingerprints: Vec<&[u8]> = rows.iter().map(|row| row.standing.fingerprint.as_slice()).collect();
    let kept = sqlx::query!(
        r#"insert into ingestion_records (id, run_id, entity_type, position, source_record_id, target_id, action, status,
                                          warnings, raw_payload, source_row_id, unknown_terms, created_at)
           select rows.id, $5, $6, rows.position, r.source_record_id, s.target_id, 'SKIP', 'SKIPPED',
                  -- What was proposed is said once.
                  array(select warning from unnest(r.warnings) as said(warning) where warning not like 'duplicate: %'),
                  r.raw_payload, s.id, r.unknown_terms, $7
             from unnest($1::uuid[], $2::int[], $3::uuid[], $4::bytea[]) as rows(id, position, source_row_id, delivered_hash)
             join source_rows s on s.id = rows.source_row_id and s.delivered_hash = rows.delivered_hash
             join ingestion_records r on r.id = s.delivered_in
            where r.raw_payload is not null
              and not exists (select from executives e where e.id = s.target_id and e.removed_at is not null)
            order by rows.position
           returning position, source_row_id as "source_row_id!""#,
        &ids,
        &positions,
        &source_rows,
        fingerprints as _,
        run_id,
        entity.as_str(),
        now
    )
    .fetch_all(&mut *connection)
    .await?;
    let confirmed: Vec<Confirmed> = kept.iter().map(|row| Confirmed::again(row.source_row_id)).collect();
    confirm_source_rows(connection, run_id, &confirmed, now).await?;
    Ok(kept.into_iter().map(|row| row.position).collect())
}
