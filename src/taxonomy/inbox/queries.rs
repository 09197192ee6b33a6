//! The SQL of the taxonomy inbox.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use super::super::TaxonomyKind;
use crate::audit::{self, Actor, Entry};

/// A term that no alias knows.
#[derive(Debug)]
pub struct Term {
    /// The taxonomy that it would belong to: `role`.
    pub kind: String,
    /// As it was written first.
    pub alias: String,
    /// How many new or changed rows had it.
    pub seen_count: i32,
    /// When the last of them came.
    pub last_seen_at: Option<DateTime<Utc>>,
}

/// What waits in the inbox, commonest first.
pub async fn unknown(
    executor: impl PgExecutor<'_>,
    kind: Option<TaxonomyKind>,
    limit: i64,
) -> sqlx::Result<Vec<Term>> {
    sqlx::query_as!(
        Term,
        "select kind, alias, seen_count, last_seen_at from taxonomy_aliases
          where target_id is null and ignored_at is null and ($1::text is null or kind = $1)
          order by seen_count desc, kind, alias_key
          limit $2",
        kind.map(TaxonomyKind::param),
        limit
    )
    .fetch_all(executor)
    .await
}

/// A row that a term may name.
#[derive(Debug)]
pub struct Target {
    pub id: Uuid,
    pub name: String,
}

/// The active row of this slug.
pub async fn target(
    executor: impl PgExecutor<'_>,
    kind: TaxonomyKind,
    slug: &str,
) -> sqlx::Result<Option<Target>> {
    sqlx::query_as!(
        Target,
        r#"select id as "id!", name as "name!" from (
             select 'role' as kind, id, slug::text, title as name, is_active from roles
             union all select 'industry', id, slug::text, name, is_active from industries
             union all select 'location', id, slug::text, display_name, is_active from locations
             union all select 'specialty', id, slug::text, name, is_active from specialties) rows
            where kind = $1 and slug = $2 and is_active"#,
        kind.param(),
        slug
    )
    .fetch_optional(executor)
    .await
}

/// What the active rows of a taxonomy are called.
pub async fn names(executor: impl PgExecutor<'_>, kind: TaxonomyKind) -> sqlx::Result<Vec<Target>> {
    sqlx::query_as!(
        Target,
        r#"select id as "id!", name as "name!" from (
             select 'role' as kind, id, title as name, is_active from roles
             union all select 'role', id, full_title, is_active from roles
             union all select 'industry', id, name, is_active from industries
             union all select 'location', id, display_name, is_active from locations
             union all select 'specialty', id, name, is_active from specialties) rows
            where kind = $1 and is_active and name is not null"#,
        kind.param()
    )
    .fetch_all(executor)
    .await
}

/// Has a term mean a row no longer, and says so in the audit log. Whether it did.
pub async fn unmap(
    connection: &mut PgConnection,
    kind: TaxonomyKind,
    key: &str,
    target: Uuid,
    actor: &Actor,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let unmapped = sqlx::query!(
        "update taxonomy_aliases set target_id = null, mapped_at = null, ignored_at = $4
          where kind = $1 and alias_key = $2 and target_id = $3
         returning id, alias",
        kind.param(),
        key,
        target,
        now
    )
    .fetch_optional(&mut *connection)
    .await?;
    let Some(row) = unmapped else { return Ok(false) };
    let after = json!({"kind": kind.param(), "alias": row.alias, "meant": target});
    note(connection, "unmap", row.id, after, actor, now).await?;
    Ok(true)
}

/// Makes a term a name of a row, and says so in the audit log.
pub async fn map(
    connection: &mut PgConnection,
    kind: TaxonomyKind,
    alias: &str,
    key: &str,
    target: Uuid,
    actor: &Actor,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let id = sqlx::query_scalar!(
        "insert into taxonomy_aliases (id, kind, alias, alias_key, target_id, mapped_at)
         values ($1, $2, $3, $4, $5, $6)
         on conflict on constraint taxonomy_aliases_kind_alias_key do update
            set target_id = excluded.target_id, mapped_at = excluded.mapped_at, ignored_at = null
         returning id",
        Uuid::now_v7(),
        kind.param(),
        alias,
        key,
        target,
        now
    )
    .fetch_one(&mut *connection)
    .await?;
    let after = json!({"kind": kind.param(), "alias": alias, "target_id": target});
    note(connection, "map", id, after, actor, now).await
}

/// Takes a term out of the inbox, and says so in the audit log. Whether it was there.
pub async fn ignore(
    connection: &mut PgConnection,
    kind: TaxonomyKind,
    key: &str,
    actor: &Actor,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let ignored = sqlx::query!(
        "update taxonomy_aliases set ignored_at = $3
          where kind = $1 and alias_key = $2 and target_id is null and ignored_at is null
          returning id, alias",
        kind.param(),
        key,
        now
    )
    .fetch_optional(&mut *connection)
    .await?;
    let Some(term) = ignored else { return Ok(false) };
    let after = json!({"kind": kind.param(), "alias": term.alias});
    note(connection, "ignore", term.id, after, actor, now).await?;
    Ok(true)
}

async fn note(
    connection: &mut PgConnection,
    action: &'static str,
    id: Uuid,
    after: Value,
    actor: &Actor,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    audit::write(connection, actor, &Entry::new(action, "taxonomy_alias", id).after(after), now).await
}
