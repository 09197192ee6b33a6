//! The SQL of ownerships.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use crate::audit::Actor;
use crate::executives::CheckType;

/// Who owns a profile.
#[derive(Clone, Debug)]
pub struct Holder {
    /// The profile.
    pub executive_id: Uuid,
    /// Its slug.
    pub slug: String,
    /// Whose name it bears.
    pub profile: String,
    /// Whose account.
    pub user: Uuid,
    /// Where mail reaches them.
    pub email: String,
    /// Since when.
    pub since: DateTime<Utc>,
}

/// Who owns the profile at a slug, public or not.
pub async fn holder(executor: impl PgExecutor<'_>, slug: &str) -> sqlx::Result<Option<Holder>> {
    sqlx::query_as!(
        Holder,
        r#"select e.id as executive_id, e.slug::text as "slug!", e.full_name as profile, u.id as user, u.email,
                  o.created_at as since
             from executives e join profile_ownerships o on o.executive_id = e.id and o.status = 'ACTIVE'
             join users u on u.id = o.user_id
            where e.slug = $1"#,
        slug as _
    )
    .fetch_optional(executor)
    .await
}

/// Who had a profile.
#[derive(Debug)]
pub struct Former {
    pub user: Uuid,
    pub email: String,
}

/// Ends the ownership of a profile. Gives who had it.
pub async fn end_ownership(
    executor: impl PgExecutor<'_>,
    profile: Uuid,
    reason: Option<&str>,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<Former>> {
    sqlx::query_as!(
        Former,
        "update profile_ownerships o set status = 'REVOKED', ended_at = $2, ended_reason = $3
           from users u where u.id = o.user_id and o.executive_id = $1 and o.status = 'ACTIVE'
         returning u.id as user, u.email",
        profile,
        now,
        reason
    )
    .fetch_optional(executor)
    .await
}

/// Nothing is checked of a profile any more, and nobody claims it. Gives what was checked or asked for.
pub async fn distrust(
    connection: &mut PgConnection,
    profile: Uuid,
    source: &Value,
    by: &Actor,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<CheckType>> {
    sqlx::query!(
        "update executives
            set claim_status = 'UNCLAIMED',
                field_sources = field_sources || jsonb_build_object('claim_status', $2::jsonb)
          where id = $1",
        profile,
        source
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query_scalar!(
        r#"update executive_verifications
              set status = 'UNVERIFIED', detail = null, checked_at = $2, valid_until = null, checked_by = $3,
                  decided_by = $4, asked_note = null
            where executive_id = $1 and status <> 'UNVERIFIED' returning check_type as "kind!""#,
        profile,
        now,
        by.user,
        by.role.as_ref()
    )
    .fetch_all(connection)
    .await
}

/// Makes somebody the owner of a profile, which says so from now on.
pub async fn own(
    connection: &mut PgConnection,
    profile: Uuid,
    user: Uuid,
    source: &Value,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into profile_ownerships (id, executive_id, user_id, status, verified_at, created_at)
         values ($1, $2, $3, 'ACTIVE', $4, $4)",
        Uuid::now_v7(),
        profile,
        user,
        now
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "update executives
            set claim_status = case when claim_status = 'UNCLAIMED' then 'CLAIMED' else claim_status end,
                field_sources = field_sources || jsonb_build_object('claim_status', $2::jsonb)
          where id = $1",
        profile,
        source
    )
    .execute(connection)
    .await?;
    Ok(())
}
