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
    /// To what sort of row.
    pub entity_type: Option<&'a str>,
    /// To which row of that sort.
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

/// Where the log is gone on with.
#[derive(Clone, Copy, Debug)]
pub struct Before {
    /// The line's time.
    pub at: DateTime<Utc>,
    /// The line.
    pub id: Uuid,
}

/// Where a line stands.
pub async fn place(executor: impl PgExecutor<'_>, id: Uuid) -> sqlx::Result<Option<Before>> {
    sqlx::query_as!(Before, "select at, id from audit_log where id = $1", id).fetch_optional(executor).await
}

/// Lines, newest first: all, of a sort of row, or of a row. Each branch is read along an index; the others are never begun.
pub async fn lines(
    executor: impl PgExecutor<'_>,
    asked: &Asked<'_>,
    before: Before,
    limit: i64,
) -> sqlx::Result<Vec<Line>> {
    sqlx::query_as!(
        Line,
        r#"select a.id as "id!", a.at as "at!", u.email as "email?", a.actor_role as "role!", a.action as "action!",
                  a.entity_type as "entity_type!", a.entity_id, a.before, a.after
             from (
               (select * from audit_log
                 where $1::text is null and (at, id) < ($3, $4) order by at desc, id desc limit $5)
               union all
               (select * from audit_log
                 where id = any(array(
                         select id from audit_log
                          where $1 is not null and $2::uuid is null and entity_type = $1 and (at, id) < ($3, $4)
                          order by at desc, id desc limit $5)))
               union all
               (select * from audit_log
                 where $2 is not null and entity_id = $2 and entity_type = $1 and (at, id) < ($3, $4)
                   and ($6::text is null or strpos(lower(actor_role), lower($6)) > 0
                        or actor_id in (select id from users where strpos(email, lower($6)) > 0))
                 order by at desc, id desc limit $5)) a
             left join users u on u.id = a.actor_id
            order by a.at desc, a.id desc"#,
        asked.entity_type,
        asked.entity_id,
        before.at,
        before.id,
        limit,
        asked.actor
    )
    .fetch_all(executor)
    .await
}

/// As [`lines`], of those whose address or role holds a text. Of each of them, and of each sort of row, no more are read than
/// can be shown.
pub async fn lines_of(
    executor: impl PgExecutor<'_>,
    actor: &str,
    asked: &Asked<'_>,
    before: Before,
    limit: i64,
) -> sqlx::Result<Vec<Line>> {
    sqlx::query_as!(
        Line,
        r#"with recursive sorts(sort) as (
             select min(entity_type) from audit_log
             union all
             select (select min(a.entity_type) from audit_log a where a.entity_type > sort) from sorts where sort is not null),
           roles(role) as (
             select min(actor_role) from audit_log
             union all
             select (select min(a.actor_role) from audit_log a where a.actor_role > role) from roles where role is not null),
           wanted as (
             select sort from sorts where sort is not null and ($2::text is null or sort = $2))
           select a.id as "id!", a.at as "at!", u.email as "email?", a.actor_role as "role!", a.action as "action!",
                  a.entity_type as "entity_type!", a.entity_id, a.before, a.after
             from (
               select l.id from (select role from roles where strpos(lower(role), lower($1)) > 0 limit 100) r, wanted w,
                      lateral (select x.id from audit_log x
                                where x.actor_role = r.role and x.entity_type = w.sort and (x.at, x.id) < ($3, $4)
                                order by x.at desc, x.id desc limit $5) l
               union
               select l.id from (select id from users where strpos(email, lower($1)) > 0 limit 100) m, wanted w,
                      lateral (select x.id from audit_log x
                                where x.actor_id = m.id and x.entity_type = w.sort and (x.at, x.id) < ($3, $4)
                                order by x.at desc, x.id desc limit $5) l) found
             join audit_log a on a.id = found.id
             left join users u on u.id = a.actor_id
            order by a.at desc, a.id desc limit $5"#,
        actor,
        asked.entity_type,
        before.at,
        before.id,
        limit
    )
    .fetch_all(executor)
    .await
}

/// The sorts of rows that the log is about.
pub async fn sorts(executor: impl PgExecutor<'_>) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(
        r#"with recursive sorts(sort) as (
             select min(entity_type) from audit_log
             union all
             select (select min(a.entity_type) from audit_log a where a.entity_type > sort) from sorts where sort is not null)
           select sort as "sort!" from sorts where sort is not null"#
    )
    .fetch_all(executor)
    .await
}
