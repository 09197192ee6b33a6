//! The SQL of people who stay out.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::types::Json;
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use super::traces::Trace;
use crate::secrets::Key;

/// The receipts under which any of these hashes stand.
pub async fn find(
    executor: impl PgExecutor<'_>,
    key: &Key,
    hashes: &[&[u8]],
) -> sqlx::Result<HashMap<Vec<u8>, String>> {
    let rows = sqlx::query!(
        r#"select d.fingerprint, s.hash as "hash?", s.receipt as "receipt?"
             from deployment_secret d left join suppressions s on s.hash = any($1)"#,
        hashes as _
    )
    .fetch_all(executor)
    .await?;
    // Somebody changed the secret while this process ran: nobody would be recognised.
    if !rows.iter().all(|row| row.fingerprint == key.fingerprint()) || rows.is_empty() {
        return Err(sqlx::Error::Configuration(
            "the deployment's secret was changed: start this process again".into(),
        ));
    }
    Ok(rows.into_iter().filter_map(|row| Some((row.hash?, row.receipt?))).collect())
}

/// A profile that may be somebody's, with all that tells whose.
#[derive(Debug)]
pub struct Profile {
    pub id: Uuid,
    pub slug: String,
    pub full_name: String,
    pub linkedin_key: Option<String>,
    pub contact_email: Option<String>,
    pub is_removed: bool,
    pub stations: Vec<Station>,
    /// What its rows said, raw and canonical.
    pub said: Vec<Value>,
}

/// A station of a career.
#[derive(Debug, serde::Deserialize)]
pub struct Station {
    pub company: String,
    pub is_current: bool,
}

/// The profiles at an address, also one that only a row of theirs names.
pub async fn known_at(
    executor: impl PgExecutor<'_>,
    id: Option<Uuid>,
    linkedin_key: Option<&str>,
    email: Option<&str>,
) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        r#"select id as "id!" from executives where id = $1 or linkedin_key = $2
           union select id from executives where lower(contact_email) = $3
           union select target_id from source_rows
                  where entity_type = 'executive' and normalized ->> 'linkedin_key' = $2
           union select target_id from source_rows
                  where entity_type = 'executive' and normalized ->> 'contact_email' = $3"#,
        id,
        linkedin_key,
        email
    )
    .fetch_all(executor)
    .await
}

/// Every profile's name: how names are compared, SQL can't say.
pub async fn names(executor: impl PgExecutor<'_>) -> sqlx::Result<Vec<(Uuid, String)>> {
    let rows = sqlx::query!("select id, full_name from executives").fetch_all(executor).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.full_name)).collect())
}

/// Profiles with all that tells whose they are.
pub async fn profiles(executor: impl PgExecutor<'_>, ids: &[Uuid]) -> sqlx::Result<Vec<Profile>> {
    let rows = sqlx::query!(
        r#"select e.id, e.slug::text as "slug!", e.full_name, e.linkedin_key, e.contact_email,
                  e.removed_at is not null as "is_removed!",
                  coalesce((select jsonb_agg(jsonb_build_object('company', x.company_name, 'is_current', x.is_current))
                              from executive_experience x where x.executive_id = e.id), '[]') as "stations!: Json<Vec<Station>>",
                  coalesce((select jsonb_agg(said.payload) from (
                              select e.raw_payload as payload where e.raw_payload is not null
                              union all select s.normalized from source_rows s
                                         where s.entity_type = 'executive' and s.target_id = e.id
                              union all select r.raw_payload from ingestion_records r
                                         where r.entity_type = 'executive' and r.target_id = e.id and r.raw_payload is not null
                            ) said), '[]') as "said!: Json<Vec<Value>>"
             from executives e where e.id = any($1) order by e.slug"#,
        ids
    )
    .fetch_all(executor)
    .await?;
    Ok((rows.into_iter())
        .map(|row| Profile {
            id: row.id,
            slug: row.slug,
            full_name: row.full_name,
            linkedin_key: row.linkedin_key,
            contact_email: row.contact_email,
            is_removed: row.is_removed,
            stations: row.stations.0,
            said: row.said.0,
        })
        .collect())
}

/// The rows of sources that made these profiles: source and key.
pub async fn source_rows_of(
    executor: impl PgExecutor<'_>,
    profiles: &[Uuid],
) -> sqlx::Result<Vec<(String, String)>> {
    let rows = sqlx::query!(
        "select source_system, row_key from source_rows where entity_type = 'executive' and target_id = any($1)",
        profiles
    )
    .fetch_all(executor)
    .await?;
    Ok(rows.into_iter().map(|row| (row.source_system, row.row_key)).collect())
}

/// Writes hashes down under a receipt.
pub async fn keep(
    executor: impl PgExecutor<'_>,
    key: &Key,
    traces: &[Trace],
    receipt: &str,
    reason: Option<&str>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let ids: Vec<Uuid> = traces.iter().map(|_| Uuid::now_v7()).collect();
    let kinds: Vec<String> = traces.iter().map(|trace| trace.kind.as_str().to_owned()).collect();
    let hashes: Vec<Vec<u8>> = traces.iter().map(|trace| trace.hash(key).to_vec()).collect();
    sqlx::query!(
        "insert into suppressions (id, kind, hash, reason, receipt, created_at)
         select id, kind, hash, $4, $5, $6 from unnest($1::uuid[], $2::text[], $3::bytea[]) as new(id, kind, hash)",
        &ids,
        &kinds,
        &hashes,
        reason,
        receipt,
        now
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// Takes profiles offline, with those that were merged into them, and notes for which of them it was this request that did.
pub async fn take_down(
    connection: &mut PgConnection,
    receipt: &str,
    profiles: &[Uuid],
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let profiles = &with_merged(&mut *connection, profiles).await?;
    sqlx::query!(
        "insert into suppressed_profiles (receipt, executive_id, created_at)
         select $1, e.id, $3 from executives e
          where e.id = any($2)
            and (e.removed_at is null or exists (select from suppressed_profiles p where p.executive_id = e.id))",
        receipt,
        profiles,
        now
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "update executives set removed_at = coalesce(removed_at, $2) where id = any($1)",
        profiles,
        now
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// These profiles and all that were merged into them.
pub async fn with_merged(executor: impl PgExecutor<'_>, profiles: &[Uuid]) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        r#"with recursive all_of(id) as (
             select unnest($1::uuid[])
             union
             select m.lost_id from all_of join merges m on m.kept_id = all_of.id and m.unmerged_at is null)
           select id as "id!" from all_of"#,
        profiles
    )
    .fetch_all(executor)
    .await
}

/// The profiles that a receipt keeps offline.
pub async fn held(executor: impl PgExecutor<'_>, receipt: &str) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!("select executive_id from suppressed_profiles where receipt = $1", receipt)
        .fetch_all(executor)
        .await
}

/// Erases the row that last made each of these profiles.
pub async fn erase_raw(executor: impl PgExecutor<'_>, profiles: &[Uuid]) -> sqlx::Result<()> {
    sqlx::query!("update executives set raw_payload = null where id = any($1)", profiles)
        .execute(executor)
        .await?;
    Ok(())
}

/// Erases what sources say of these profiles.
pub async fn erase_source_rows(executor: impl PgExecutor<'_>, profiles: &[Uuid]) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "with suggested as (delete from suggestions where entity_type = 'executive' and target_id = any($1)),
              alike as (delete from likeness_keys where entity_type = 'executive' and target_id = any($1)),
              proposed as (delete from duplicate_proposals
                            where entity_type = 'executive' and (first_id = any($1) or second_id = any($1))),
              merged as (delete from merges
                          where entity_type = 'executive' and (kept_id = any($1) or lost_id = any($1)))
         delete from source_rows where entity_type = 'executive' and target_id = any($1)",
        profiles
    )
    .execute(executor)
    .await?;
    Ok(done.rows_affected())
}

/// A row of a run, by its place in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    pub run_id: Uuid,
    pub position: i32,
}

/// Erases what deliveries said of these profiles, and what these records say; that something was delivered stays, and why no
/// more is known of it.
pub async fn erase_records(
    executor: impl PgExecutor<'_>,
    profiles: &[Uuid],
    records: &[Uuid],
    why: &str,
) -> sqlx::Result<Vec<Place>> {
    sqlx::query_as!(
        Place,
        "update ingestion_records
            set raw_payload = null, normalized_payload = null, source_record_id = null, warnings = '{}',
                content_hash = null, changes = null, unknown_terms = '{}',
                error_message = $3
          where (entity_type = 'executive' and target_id = any($1)) or id = any($2)
         returning run_id, position",
        profiles,
        records,
        why
    )
    .fetch_all(executor)
    .await
}

/// What runs counted, examples included; nobody changes it before this transaction ends.
pub async fn metrics(executor: impl PgExecutor<'_>, runs: &[Uuid]) -> sqlx::Result<Vec<(Uuid, Value)>> {
    let rows = sqlx::query!(
        r#"select id, metrics as "metrics!" from ingestion_runs
            where id = any($1) and metrics is not null order by id for update"#,
        runs
    )
    .fetch_all(executor)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.metrics)).collect())
}

/// Keeps what a run counted.
pub async fn keep_metrics(executor: impl PgExecutor<'_>, run: Uuid, metrics: &Value) -> sqlx::Result<()> {
    sqlx::query!("update ingestion_runs set metrics = $2 where id = $1", run, metrics)
        .execute(executor)
        .await?;
    Ok(())
}

/// What came of work with lists of people.
#[derive(Debug)]
pub struct Told {
    /// The work.
    pub id: Uuid,
    /// The run whose rows it speaks of, if it kept any.
    pub run_id: Option<Uuid>,
    /// What it says.
    pub outcome: Value,
}

/// What is told of these runs of people, and of work that only tried something with a list of them.
pub async fn told_of_people(executor: impl PgExecutor<'_>, runs: &[Uuid]) -> sqlx::Result<Vec<Told>> {
    sqlx::query_as!(
        Told,
        r#"select w.id, r.id as "run_id?", w.outcome as "outcome!"
             from works w
             left join ingestion_runs r on r.number = (w.outcome ->> 'run')::bigint
             left join uploads u on u.id = w.upload_id
            where w.outcome ? 'actions'
              and (r.id = any($1) or (r.id is null and u.entity_type is distinct from 'job'))
            order by w.id for update of w"#,
        runs
    )
    .fetch_all(executor)
    .await
}

/// Keeps what came of work.
pub async fn keep_outcome(executor: impl PgExecutor<'_>, work: Uuid, outcome: &Value) -> sqlx::Result<()> {
    sqlx::query!("update works set outcome = $2 where id = $1", work, outcome).execute(executor).await?;
    Ok(())
}

/// Forgets uploaded lists of people that may name any of these: they hold both names of one, or are written in a way that
/// doesn't let it be seen.
pub async fn forget_uploads(executor: impl PgExecutor<'_>, profiles: &[Uuid]) -> sqlx::Result<()> {
    sqlx::query!(
        r#"delete from uploads u
            where u.entity_type = 'executive'
              and exists (
                select from executives e, (select string_agg(p.content, '' order by p.part) as bytes
                                             from upload_parts p where p.upload_id = u.id) as whole
                 where e.id = any($1)
                   and (e.full_name !~ '^[ -~]+$'
                        or substr(whole.bytes, 1, 2) in ('ÿfe', 'þff')
                        or (position(convert_to(e.first_name, 'UTF8') in whole.bytes) > 0
                            and position(convert_to(e.last_name, 'UTF8') in whole.bytes) > 0)))"#,
        profiles
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// Rows that became no profile and hold any of these words.
pub async fn records_without_target(
    executor: impl PgExecutor<'_>,
    words: &[String],
) -> sqlx::Result<Vec<(Uuid, Value)>> {
    let rows = sqlx::query!(
        r#"select id, raw_payload as "raw_payload!" from ingestion_records
            where entity_type = 'executive' and target_id is null and raw_payload::text ilike any($1)"#,
        words
    )
    .fetch_all(executor)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.raw_payload)).collect())
}

/// A request as an operator sees it.
#[derive(Clone, Debug)]
pub struct Listed {
    /// By what to refer to it.
    pub receipt: String,
    /// What is kept, each kind once.
    pub kinds: Vec<String>,
    /// Why, if it was said.
    pub reason: Option<String>,
    /// How many profiles it holds offline.
    pub profiles: i64,
    /// When it was written down.
    pub created_at: DateTime<Utc>,
}

/// All requests, newest first.
pub async fn list(executor: impl PgExecutor<'_>) -> sqlx::Result<Vec<Listed>> {
    sqlx::query_as!(
        Listed,
        r#"select s.receipt, array_agg(distinct s.kind) as "kinds!", min(s.reason) as reason, min(s.created_at) as "created_at!",
                  (select count(*) from suppressed_profiles p where p.receipt = s.receipt) as "profiles!"
             from suppressions s group by s.receipt order by min(s.created_at) desc, s.receipt"#
    )
    .fetch_all(executor)
    .await
}

/// Something that differs once anybody was added or forgotten.
pub async fn state(executor: impl PgExecutor<'_>) -> sqlx::Result<String> {
    sqlx::query_scalar!(
        r#"select count(*) || ' until ' || coalesce(max(created_at)::text, 'now') as "state!" from suppressions"#
    )
    .fetch_one(executor)
    .await
}

/// Deletes what is kept under a receipt.
pub async fn forget(executor: impl PgExecutor<'_>, receipt: &str) -> sqlx::Result<u64> {
    let done = sqlx::query!("delete from suppressions where receipt = $1", receipt).execute(executor).await?;
    Ok(done.rows_affected())
}

/// How profiles come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Back {
    /// To be looked at first.
    InReview,
    /// Where they stood.
    AsItWas,
}

/// Gives the profiles of a receipt back that no other one holds.
pub async fn give_back(
    connection: &mut PgConnection,
    receipt: &str,
    how: Back,
) -> sqlx::Result<Vec<(Uuid, String)>> {
    let ids = sqlx::query_scalar!(
        "delete from suppressed_profiles where receipt = $1 returning executive_id",
        receipt
    )
    .fetch_all(&mut *connection)
    .await?;
    let rows = sqlx::query!(
        r#"update executives e
              set removed_at = null,
                  status = case when $2 and e.status = 'PUBLISHED' then 'REVIEW' else e.status end
            where e.id = any($1) and not exists (select from suppressed_profiles p where p.executive_id = e.id)
           returning e.id, e.slug::text as "slug!""#,
        &ids,
        how == Back::InReview
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.slug)).collect())
}
