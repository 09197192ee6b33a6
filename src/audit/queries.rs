//! The SQL of the audit log.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::PgExecutor;
use uuid::Uuid;

use super::{Actor, Entry};

/// Adds a line.
pub async fn write(
    executor: impl PgExecutor<'_>,
    actor: &Actor,
    entry: &Entry,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into audit_log (id, at, actor_id, actor_role, client_address, request_id, action, entity_type, entity_id,
                                before, after)
         values ($1, $2, $3, $4, $5::text::inet, $6, $7, $8, $9, $10, $11)",
        Uuid::now_v7(),
        now,
        actor.user,
        actor.role.as_ref(),
        actor.origin(),
        actor.request_id,
        entry.action,
        entry.entity_type,
        entry.entity_id,
        entry.before,
        entry.after
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// Adds several lines of one actor.
pub async fn write_all(
    executor: impl PgExecutor<'_>,
    actor: &Actor,
    entries: &[Entry],
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let ids: Vec<Uuid> = entries.iter().map(|_| Uuid::now_v7()).collect();
    let actions: Vec<String> = entries.iter().map(|entry| entry.action.to_owned()).collect();
    let types: Vec<String> = entries.iter().map(|entry| entry.entity_type.to_owned()).collect();
    let rows: Vec<Option<Uuid>> = entries.iter().map(|entry| entry.entity_id).collect();
    let before: Vec<Option<Value>> = entries.iter().map(|entry| entry.before.clone()).collect();
    let after: Vec<Option<Value>> = entries.iter().map(|entry| entry.after.clone()).collect();
    sqlx::query!(
        "insert into audit_log (id, at, actor_id, actor_role, client_address, request_id, action, entity_type, entity_id,
                                before, after)
         select id, $2, $3, $4, $5::text::inet, $6, action, entity_type, entity_id, before, after
           from unnest($1::uuid[], $7::text[], $8::text[], $9::uuid[], $10::jsonb[], $11::jsonb[])
                as line(id, action, entity_type, entity_id, before, after)",
        &ids,
        now,
        actor.user,
        actor.role.as_ref(),
        actor.origin(),
        actor.request_id,
        &actions,
        &types,
        &rows as &[Option<Uuid>],
        &before as &[Option<Value>],
        &after as &[Option<Value>]
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// Which lines are looked at.
#[derive(Clone, Debug, Default)]
pub struct Asked<'a> {
    /// Whose: an account's address, or a role, or a part of them.
    pub actor: Option<&'a str>,
    /// What was done.
    pub action: Option<&'a str>,
    /// To what sort of row.
    pub entity_type: Option<&'a str>,
    /// To which row.
    pub entity_id: Option<Uuid>,
    /// Only lines before this one.
    pub before: Option<Uuid>,
}

/// A line of the log.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its id.
    pub id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// Who, where it was an account that is still there.
    pub email: Option<String>,
    /// As what.
    pub role: String,
    /// What was done.
    pub action: String,
    /// To what sort of row.
    pub entity_type: String,
    /// Which one.
    pub entity_id: Option<Uuid>,
    /// What was there.
    pub before: Option<Value>,
    /// What is there since.
    pub after: Option<Value>,
}

/// Lines, newest first.
pub async fn lines(executor: impl PgExecutor<'_>, asked: &Asked<'_>, limit: i64) -> sqlx::Result<Vec<Line>> {
    sqlx::query_as!(
        Line,
        r#"select a.id, a.at, u.email as "email?", a.actor_role as role, a.action, a.entity_type, a.entity_id, a.before, a.after
             from audit_log a left join users u on u.id = a.actor_id
            where ($1::text is null or strpos(lower(coalesce(u.email, a.actor_role)), lower($1)) > 0 or a.actor_role = $1)
              and ($2::text is null or a.action = $2) and ($3::text is null or a.entity_type = $3)
              and ($4::uuid is null or a.entity_id = $4)
              and ($5::uuid is null or (a.at, a.id) < (select b.at, b.id from audit_log b where b.id = $5))
            order by a.at desc, a.id desc limit $6"#,
        asked.actor,
        asked.action,
        asked.entity_type,
        asked.entity_id,
        asked.before,
        limit
    )
    .fetch_all(executor)
    .await
}
