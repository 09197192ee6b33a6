//! The SQL of edits that wait.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::types::Json;
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use crate::audit::Actor;
use crate::executives::editing::{Edit, Editor};

/// An edit that waits until somebody looked at it, or that was written or turned down.
#[derive(Clone, Debug)]
pub struct Pending {
    /// Its id.
    pub id: Uuid,
    /// The profile.
    pub executive_id: Uuid,
    /// Its slug.
    pub slug: String,
    /// Whose name it bears.
    pub profile: String,
    /// Who wrote it, where that is an account that lasts.
    pub email: Option<String>,
    /// Where it came from.
    pub source: String,
    /// What it writes.
    pub fields: Vec<String>,
    /// What stood there when it was written.
    pub before: Value,
    /// What is to stand there.
    pub edit: Edit,
    /// When it was written.
    pub created_at: DateTime<Utc>,
    /// Whether it waits still.
    pub is_waiting: bool,
    /// Whether it was turned down.
    pub is_rejected: bool,
    /// Why it was written, or turned down.
    pub reason: Option<String>,
    /// As what they acted who decided on it.
    pub decided_by: Option<String>,
    /// When they did.
    pub decided_at: Option<DateTime<Utc>>,
}

/// Edits that wait until somebody looked at them, the oldest first.
pub async fn pending(executor: impl PgExecutor<'_>) -> sqlx::Result<Vec<Pending>> {
    found(executor, None).await
}

/// One edit, whether it waits or not.
pub async fn find(executor: impl PgExecutor<'_>, id: Uuid) -> sqlx::Result<Option<Pending>> {
    Ok(found(executor, Some(id)).await?.pop())
}

/// One that waits. Nobody else decides on it before the transaction ends.
pub async fn lock(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Pending>> {
    sqlx::query!("select 1 as one from profile_edits where id = $1 for update", id)
        .fetch_optional(&mut *connection)
        .await?;
    Ok(found(connection, Some(id)).await?.pop().filter(|edit| edit.is_waiting))
}

async fn found(executor: impl PgExecutor<'_>, id: Option<Uuid>) -> sqlx::Result<Vec<Pending>> {
    let rows = sqlx::query!(
        r#"select p.id, p.executive_id, e.slug::text as "slug!", e.full_name as profile, u.email as "email?", p.source,
                  p.fields, p.before, p.after as "edit: Json<Edit>", p.created_at, p.status = 'PENDING' as "is_waiting!",
                  p.status = 'REJECTED' as "is_rejected!", p.reason, p.decided_by, p.decided_at
             from profile_edits p join executives e on e.id = p.executive_id left join users u on u.id = p.user_id
            where p.id = any(array(select id from profile_edits where $1::uuid is null and status = 'PENDING'
                                    order by created_at, id limit 500) || $1)
            order by p.created_at, p.id"#,
        id
    )
    .fetch_all(executor)
    .await?;
    let pending = rows.into_iter().map(|row| Pending {
        id: row.id,
        executive_id: row.executive_id,
        slug: row.slug,
        profile: row.profile,
        email: row.email,
        source: row.source,
        fields: row.fields,
        before: row.before,
        edit: row.edit.0,
        created_at: row.created_at,
        is_waiting: row.is_waiting,
        is_rejected: row.is_rejected,
        reason: row.reason,
        decided_by: row.decided_by,
        decided_at: row.decided_at,
    });
    Ok(pending.collect())
}

/// Fields of a profile that wait, and since when.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// The edit.
    pub id: Uuid,
    /// Which.
    pub fields: Vec<String>,
    /// Since when.
    pub since: DateTime<Utc>,
}

/// What waits of a profile, the oldest first.
pub async fn waiting(executor: impl PgExecutor<'_>, executive: Uuid) -> sqlx::Result<Vec<Waiting>> {
    sqlx::query_as!(
        Waiting,
        "select id, fields, created_at as since from profile_edits
          where executive_id = $1 and status = 'PENDING' order by created_at, id",
        executive
    )
    .fetch_all(executor)
    .await
}

/// A pending edit is written.
pub async fn applied(
    executor: impl PgExecutor<'_>,
    pending: &Pending,
    actor: &Actor,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update profile_edits set status = 'APPLIED', decided_by = $2, decided_at = $3 where id = $1",
        pending.id,
        actor.role.as_ref(),
        now
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// Edits that wait for any of these fields, from where another one comes now, are waited for no more. Gives them, the oldest
/// first.
pub async fn supersede(
    executor: impl PgExecutor<'_>,
    executive: Uuid,
    fields: &[String],
    editor: Editor<'_>,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<(Uuid, Edit)>> {
    let rows = sqlx::query!(
        r#"with earlier as (
             update profile_edits set status = 'WITHDRAWN', decided_by = $4, decided_at = $5
              where executive_id = $1 and status = 'PENDING' and source = $3 and fields && $2
             returning id, after, created_at)
           select id as "id!", after as "edit!: Json<Edit>" from earlier order by created_at, id"#,
        executive,
        fields,
        editor.source,
        editor.actor.role.as_ref(),
        now
    )
    .fetch_all(executor)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.edit.0)).collect())
}

/// Who wrote a pending edit takes it back.
pub async fn withdraw(
    executor: impl PgExecutor<'_>,
    id: Uuid,
    actor: &Actor,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update profile_edits set status = 'WITHDRAWN', decided_by = $2, decided_at = $3 where id = $1",
        id,
        actor.role.as_ref(),
        now
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// A pending edit is turned down.
pub async fn reject(
    executor: impl PgExecutor<'_>,
    pending: &Pending,
    reason: &str,
    actor: &Actor,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update profile_edits set status = 'REJECTED', reason = $2, decided_by = $3, decided_at = $4 where id = $1",
        pending.id,
        reason,
        actor.role.as_ref(),
        now
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// What owners wrote into a profile and nobody looked at is turned down, because the profile is not theirs any more. Gives
/// which edits.
pub async fn reject_waiting(
    executor: impl PgExecutor<'_>,
    profile: Uuid,
    actor: &Actor,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        "update profile_edits
            set status = 'REJECTED', reason = 'The profile is not theirs any more.', decided_by = $2, decided_at = $3
          where executive_id = $1 and status = 'PENDING' and source = 'owner' returning id",
        profile,
        actor.role.as_ref(),
        now
    )
    .fetch_all(executor)
    .await
}
