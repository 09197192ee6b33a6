//! Fills a database with demo content: the rows go through the import, then the states follow that no import may set.

use chrono::{DateTime, Days, NaiveTime, Utc};
use rayon::prelude::*;
use serde_json::{Map, Value, json};
use sqlx::PgPool;
use sqlx::types::Json;
use tokio::sync::mpsc;
use uuid::Uuid;

use super::{DemoExecutive, DemoJob, Plan, executive_row, job_row};
use crate::clock::Clock;
use crate::ingestion::reader::RawRow;
use crate::ingestion::run::{BATCH, Import, RunError, WAITING, Watcher, import_rows};
use crate::ingestion::{Entity, Mapping, Summary};
use crate::secrets::Secrets;

/// What demo rows are said to come from.
pub const SOURCE: &str = "demo";

/// Makes the plan's executives and postings. Running it again changes nothing but what has aged.
pub async fn fill(
    pool: &PgPool,
    clock: &Clock,
    secrets: &Secrets,
    plan: Plan,
    executives: &mut dyn Watcher,
    jobs: &mut dyn Watcher,
) -> Result<(Summary, Summary), RunError> {
    let people = import(pool, clock, secrets, Entity::Executive, plan.executives, executives, move |n| {
        executive_row(&plan, n).row
    })
    .await?;
    for first in (0..plan.executives).step_by(BATCH) {
        let batch: Vec<DemoExecutive> = (first..plan.executives.min(first + BATCH))
            .into_par_iter()
            .map(|n| executive_row(&plan, n))
            .collect();
        settle_executives(pool, &plan, &batch).await?;
    }
    let postings =
        import(pool, clock, secrets, Entity::Job, plan.jobs, jobs, move |n| job_row(&plan, n).row).await?;
    for first in (0..plan.jobs).step_by(BATCH) {
        let batch: Vec<DemoJob> =
            (first..plan.jobs.min(first + BATCH)).into_par_iter().map(|n| job_row(&plan, n)).collect();
        settle_jobs(pool, &plan, &batch).await?;
    }
    Ok((people, postings))
}

/// Feeds rows to the import as they are made.
async fn import(
    pool: &PgPool,
    clock: &Clock,
    secrets: &Secrets,
    entity: Entity,
    count: usize,
    watcher: &mut dyn Watcher,
    row: impl Fn(usize) -> Map<String, Value> + Send + Sync + 'static,
) -> Result<Summary, RunError> {
    let (sender, rows) = mpsc::channel(WAITING);
    let making = tokio::task::spawn_blocking(move || {
        for first in (0..count).step_by(BATCH) {
            let batch: Vec<Map<String, Value>> =
                (first..count.min(first + BATCH)).into_par_iter().map(&row).collect();
            for (at, cells) in batch.into_iter().enumerate() {
                let position = i32::try_from(first + at + 1).unwrap_or(i32::MAX);
                if sender.blocking_send(RawRow::new(position, cells)).is_err() {
                    return Ok(());
                }
            }
        }
        Ok(())
    });
    let mapping = Mapping::default();
    let import = Import::new(entity, SOURCE, "demo data", &mapping, secrets);
    import_rows(pool, clock, &import, rows, Some(making), watcher).await
}

/// Noon of so many days before the plan's day.
fn ago(plan: &Plan, days: u16) -> DateTime<Utc> {
    let day = plan.today.checked_sub_days(Days::new(days.into())).unwrap_or(plan.today);
    day.and_time(NaiveTime::from_hms_opt(12, 0, 0).unwrap_or_default()).and_utc()
}

/// The row's own id, whichever way its style spells the header.
fn record_id(row: &Map<String, Value>) -> Value {
    ["Clay Record ID", "clay_record_id"]
        .iter()
        .find_map(|header| row.get(*header))
        .cloned()
        .unwrap_or_default()
}

async fn settle_executives(pool: &PgPool, plan: &Plan, batch: &[DemoExecutive]) -> sqlx::Result<()> {
    let states: Vec<Value> = batch
        .iter()
        .map(|DemoExecutive { row, after }| {
            json!({
                "record_id": record_id(row), "status": after.status, "claim_status": after.claim_status,
                "featured": after.featured, "published_at": after.published_days_ago.map(|days| ago(plan, days)),
                "last_confirmed_at": after.last_confirmed_days_ago.map(|days| ago(plan, days)),
                "reviews_published": after.reviews_published, "reviews_verified": after.reviews_verified,
                "synced_at": ago(plan, 1),
            })
        })
        .collect();
    let mut transaction = pool.begin().await?;
    sqlx::query!(
        "update executives e
            set status = case when a.status = 'PUBLISHED' and cardinality(e.missing_fields) > 0 then 'REVIEW' else a.status end,
                published_at = case when a.status in ('PUBLISHED', 'ARCHIVED') then coalesce(a.published_at, a.synced_at) end,
                claim_status = a.claim_status, featured = a.featured, last_confirmed_at = a.last_confirmed_at,
                notice_sent_at = a.published_at
           from jsonb_to_recordset($1) as a(record_id text, status publish_status, claim_status claim_status, featured boolean,
                                           published_at timestamptz, last_confirmed_at timestamptz, synced_at timestamptz)
          where e.source_system = $2 and e.source_record_id = a.record_id and e.removed_at is null",
        Json(&states) as _,
        SOURCE
    )
    .execute(&mut *transaction)
    .await?;
    sqlx::query!(
        "update executive_reviews r
            set published_at = case when a.reviews_published then coalesce(a.published_at, a.synced_at) - make_interval(days => 9 * r.sort_order) end,
                verified = r.sort_order < a.reviews_verified
           from jsonb_to_recordset($1) as a(record_id text, reviews_published boolean, reviews_verified int,
                                           published_at timestamptz, synced_at timestamptz)
           join executives e on e.source_system = $2 and e.source_record_id = a.record_id
          where r.executive_id = e.id",
        Json(&states) as _,
        SOURCE
    )
    .execute(&mut *transaction)
    .await?;
    let checks: Vec<Value> = (batch.iter())
        .flat_map(|DemoExecutive { row, after }| {
            after.verifications.iter().map(|check| {
                json!({"id": Uuid::now_v7(), "record_id": record_id(row), "check_type": check.check_type,
                       "status": check.status, "detail": check.detail, "source": check.source,
                       "checked_at": check.checked_days_ago.map(|days| ago(plan, days))})
            })
        })
        .collect();
    sqlx::query!(
        "insert into executive_verifications (id, executive_id, check_type, status, detail, checked_at, source)
         select c.id, e.id, c.check_type, c.status, c.detail, c.checked_at, c.source
           from jsonb_to_recordset($1) as c(id uuid, record_id text, check_type verification_check_type,
                                           status verification_status, detail text, checked_at timestamptz, source text)
           join executives e on e.source_system = $2 and e.source_record_id = c.record_id
         on conflict on constraint executive_verifications_key do update
            set status = excluded.status, detail = excluded.detail, checked_at = excluded.checked_at",
        Json(&checks) as _,
        SOURCE
    )
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await
}

async fn settle_jobs(pool: &PgPool, plan: &Plan, batch: &[DemoJob]) -> sqlx::Result<()> {
    let states: Vec<Value> = batch
        .iter()
        .map(|DemoJob { row, after }| {
            json!({
                "record_id": record_id(row), "status": after.status,
                "closed_reason": after.closed.map(|(reason, _)| reason),
                "closed_at": after.closed.map(|(_, days)| ago(plan, days)),
                "verified_at": after.verified_days_ago.map(|days| ago(plan, days)),
                "curated_at": after.curated_days_ago.map(|days| ago(plan, days)),
            })
        })
        .collect();
    sqlx::query!(
        "update jobs j
            set status = case when a.status = 'PUBLISHED' and cardinality(j.missing_fields) > 0 then 'REVIEW' else a.status end,
                published_at = case when a.status in ('PUBLISHED', 'ARCHIVED') then coalesce(a.curated_at, j.posted_at, j.created_at) end,
                closed_at = a.closed_at, closed_reason = a.closed_reason, last_verified_at = a.verified_at,
                curated_at = a.curated_at
           from jsonb_to_recordset($1) as a(record_id text, status publish_status, closed_at timestamptz,
                                           closed_reason job_closed_reason, verified_at timestamptz, curated_at timestamptz)
          where j.source_system = $2 and j.source_record_id = a.record_id",
        Json(&states) as _,
        SOURCE
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// Whether there is neither a profile nor a posting yet.
pub async fn is_empty(pool: &PgPool) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select not exists (select from executives) and not exists (select from jobs) as "is_empty!""#
    )
    .fetch_one(pool)
    .await
}

/// Whether there is anything that the demo did not make.
pub async fn holds_real_content(pool: &PgPool) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select from executives where source_system <> $1)
               or exists (select from jobs where source_system <> $1) as "holds!""#,
        SOURCE
    )
    .fetch_one(pool)
    .await
}
