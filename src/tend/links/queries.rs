//! The SQL of apply links.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::schedule::{After, Before};

/// A posting to look at.
#[derive(Clone, Debug)]
pub struct Due {
    pub id: Uuid,
    pub slug: String,
    pub title: String,
    pub apply_url: String,
    pub failures: i32,
    pub missing_since: Option<DateTime<Utc>>,
}

impl Due {
    pub fn before(&self) -> Before {
        Before { failures: self.failures, missing_since: self.missing_since }
    }
}

/// Open postings whose time has come, those first that were never looked at, then the oldest look; of each host so many.
/// Hosts that are paused are left out, and names that by their nature lead nowhere (RFC 2606, 6761).
pub async fn due(
    connection: &mut PgConnection,
    limit: i64,
    per_host: i64,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<Due>> {
    sqlx::query_as!(
        Due,
        r#"select id as "id!", slug as "slug!", title as "title!", apply_url as "apply_url!", failures as "failures!", missing_since
             from (select j.id, j.slug::text as slug, j.title, j.apply_url::text as apply_url, c.checked_at,
                          case when c.apply_url = j.apply_url then c.failures else 0 end as failures,
                          case when c.apply_url = j.apply_url then c.gone_since end as missing_since,
                          row_number() over (partition by h.name order by c.checked_at nulls first, j.id) as place
                     from jobs j
                    cross join lateral (select rtrim(substring(lower(j.apply_url) from '^https?://([^/?#:]+)'), '.') as name) h
                     left join lateral (select * from link_checks c where c.job_id = j.id order by c.checked_at desc limit 1) c on true
                    where j.is_public
                      and (c.next_at is null or c.next_at <= $3 or c.apply_url <> j.apply_url)
                      and h.name !~ '(^|\.)(example|test|invalid|localhost|local|internal|onion)$'
                      and h.name !~ '(^|\.)example\.(com|net|org)$'
                      and not exists (select from link_hosts l where l.host = h.name and l.paused_until > $3)) due
            where place <= $2
            order by checked_at nulls first, id
            limit $1"#,
        limit,
        per_host,
        now
    )
    .fetch_all(connection)
    .await
}

/// One posting, whether its time has come or not.
pub async fn this_one(connection: &mut PgConnection, slug: &str) -> sqlx::Result<Option<Due>> {
    sqlx::query_as!(
        Due,
        r#"select j.id, j.slug::text as "slug!", j.title, j.apply_url::text as "apply_url!",
                  case when c.apply_url = j.apply_url then c.failures else 0 end as "failures!",
                  case when c.apply_url = j.apply_url then c.gone_since end as missing_since
             from jobs j
             left join lateral (select * from link_checks c where c.job_id = j.id order by c.checked_at desc limit 1) c on true
            where j.slug = $1 and j.apply_url is not null"#,
        slug as _
    )
    .fetch_optional(connection)
    .await
}

/// Whether the posting is as it was when it was looked at; it stays so until the transaction ends.
pub async fn hold(connection: &mut PgConnection, due: &Due) -> sqlx::Result<bool> {
    let held = sqlx::query_scalar!(
        "select id from jobs where id = $1 and apply_url = $2 and closed_at is null for update",
        due.id,
        due.apply_url as _
    )
    .fetch_optional(connection)
    .await?;
    Ok(held.is_some())
}

/// Somebody saw it open.
pub async fn confirm(connection: &mut PgConnection, job: Uuid, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!("update jobs set last_verified_at = greatest(last_verified_at, $2) where id = $1", job, now)
        .execute(connection)
        .await?;
    Ok(())
}

/// Keeps a look.
pub async fn keep(
    connection: &mut PgConnection,
    due: &Due,
    (status, evidence): (Option<u16>, &str),
    after: &After,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into link_checks (job_id, checked_at, apply_url, outcome, http_status, evidence, failures, gone_since, next_at)
         select id, $2, $3, $4, $5, $6, $7, $8, $9 from jobs where id = $1
             on conflict on constraint link_checks_pkey do nothing",
        due.id,
        now,
        due.apply_url,
        after.outcome,
        status.map(i32::from),
        evidence,
        after.before.failures,
        after.before.missing_since,
        after.next_at
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// How often a host has been in trouble, one look after the other.
pub async fn host_failures(connection: &mut PgConnection, host: &str) -> sqlx::Result<i32> {
    let failures = sqlx::query_scalar!("select failures from link_hosts where host = $1", host)
        .fetch_optional(connection)
        .await?;
    Ok(failures.unwrap_or(0))
}

/// Leaves a host alone.
pub async fn pause_host(
    connection: &mut PgConnection,
    host: &str,
    until: DateTime<Utc>,
    why: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into link_hosts (host, paused_until, failures, reason, at) values ($1, $2, 1, $3, $4)
             on conflict on constraint link_hosts_pkey do update
                set paused_until = excluded.paused_until, failures = link_hosts.failures + 1,
                    reason = excluded.reason, at = excluded.at",
        host,
        until,
        why,
        now
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// These hosts are in order.
pub async fn release_hosts(connection: &mut PgConnection, hosts: &[String]) -> sqlx::Result<()> {
    sqlx::query!("delete from link_hosts where host = any($1)", hosts).execute(connection).await?;
    Ok(())
}

/// A look as an operator reads it.
#[derive(Debug)]
pub struct Check {
    /// When.
    pub checked_at: DateTime<Utc>,
    /// `open`, `closed`, `unknown`.
    pub outcome: String,
    /// The last answer's status.
    pub http_status: Option<i32>,
    /// What was seen.
    pub evidence: String,
    /// Looks in a row that ended in doubt.
    pub failures: i32,
    /// When it is looked at again.
    pub next_at: DateTime<Utc>,
}

/// The newest looks at a posting, newest first.
pub async fn history(connection: &mut PgConnection, job: Uuid, limit: i64) -> sqlx::Result<Vec<Check>> {
    sqlx::query_as!(
        Check,
        "select checked_at, outcome, http_status, evidence, failures, next_at from link_checks
          where job_id = $1 order by checked_at desc limit $2",
        job,
        limit
    )
    .fetch_all(connection)
    .await
}
