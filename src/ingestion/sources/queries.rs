//! The SQL of sources and their tokens. Every change leaves its line in the audit log.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use sqlx::types::Json;
use sqlx::{PgExecutor, PgPool};
use uuid::Uuid;

use super::Source;
use crate::audit::{self, Actor, Entry};
use crate::ingestion::{Entity, Mapping};

/// Every source that has a token, with the hashes.
pub(super) async fn with_tokens(pool: &PgPool, entity: Entity) -> sqlx::Result<Vec<(Source, Vec<Vec<u8>>)>> {
    let rows = sqlx::query!(
        r#"select id, name, coalesce(mapping -> $1, '{}') as "mapping!: Json<Mapping>", auto_publish, last_used_at,
                  token_hashes
             from sources where revoked_at is null and token_hashes <> '{}'"#,
        entity.as_str()
    )
    .fetch_all(pool)
    .await?;
    Ok((rows.into_iter())
        .map(|row| {
            let source = Source {
                id: row.id,
                name: row.name,
                mapping: row.mapping.0,
                auto_publish: row.auto_publish,
                last_used_at: row.last_used_at,
            };
            (source, row.token_hashes)
        })
        .collect())
}

/// A source by its name, whether it has a token or not.
pub async fn named(pool: &PgPool, name: &str, entity: Entity) -> sqlx::Result<Option<Source>> {
    let row = sqlx::query!(
        r#"select id, name, coalesce(mapping -> $2, '{}') as "mapping!: Json<Mapping>", auto_publish, last_used_at
             from sources where name = $1"#,
        name,
        entity.as_str()
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.map(|row| Source {
        id: row.id,
        name: row.name,
        mapping: row.mapping.0,
        auto_publish: row.auto_publish,
        last_used_at: row.last_used_at,
    }))
}

/// Notes that a source called. Waits for nobody: a long import may hold the row.
pub async fn note_use(executor: impl PgExecutor<'_>, source: Uuid, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!(
        "update sources set last_used_at = $2
          where id = (select id from sources where id = $1 for no key update skip locked)",
        source,
        now
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// A token for a source that has none; false when it has.
pub(super) async fn add(
    pool: &PgPool,
    name: &str,
    hash: &[u8],
    auto_publish: bool,
    actor: &Actor,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let mut transaction = pool.begin().await?;
    let id = sqlx::query_scalar!(
        "insert into sources (id, name, token_hashes, auto_publish) values ($1, $2, array[$3::bytea], $4)
         on conflict on constraint sources_name_key do update
            set token_hashes = excluded.token_hashes, auto_publish = excluded.auto_publish, revoked_at = null
          where sources.token_hashes = '{}'
         returning id",
        Uuid::now_v7(),
        name,
        hash,
        auto_publish
    )
    .fetch_optional(&mut *transaction)
    .await?;
    let after = json!({"auto_publish": auto_publish});
    finish(transaction, "add token", id, &after, actor, now).await
}

/// Another token; the newest before stays.
pub(super) async fn rotate(
    pool: &PgPool,
    name: &str,
    hash: &[u8],
    actor: &Actor,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let mut transaction = pool.begin().await?;
    let id = sqlx::query_scalar!(
        "update sources set token_hashes = array[$2::bytea, token_hashes[1]]
          where name = $1 and token_hashes <> '{}' returning id",
        name,
        hash
    )
    .fetch_optional(&mut *transaction)
    .await?;
    finish(transaction, "rotate token", id, &json!({}), actor, now).await
}

/// No token any more.
pub(super) async fn revoke(
    pool: &PgPool,
    name: &str,
    actor: &Actor,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let mut transaction = pool.begin().await?;
    let id = sqlx::query_scalar!(
        "update sources set token_hashes = '{}', revoked_at = $2
          where name = $1 and token_hashes <> '{}' returning id",
        name,
        now
    )
    .fetch_optional(&mut *transaction)
    .await?;
    finish(transaction, "revoke tokens", id, &json!({}), actor, now).await
}

async fn finish(
    mut transaction: sqlx::Transaction<'_, sqlx::Postgres>,
    action: &'static str,
    source: Option<Uuid>,
    after: &Value,
    actor: &Actor,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let Some(source) = source else { return Ok(false) };
    let entry = Entry::new(action, "source", source).after(after.clone());
    audit::write(&mut *transaction, actor, &entry, now).await?;
    transaction.commit().await?;
    Ok(true)
}

/// A source as an operator sees it.
#[derive(Debug)]
pub struct Listed {
    /// Its name.
    pub name: String,
    /// What it has mapped columns for.
    pub mapped: Vec<String>,
    /// How many tokens are valid.
    pub tokens: i32,
    /// Whether it publishes by itself.
    pub auto_publish: bool,
    /// When its tokens were ended.
    pub revoked_at: Option<DateTime<Utc>>,
    /// When it last called, to the minute.
    pub last_used_at: Option<DateTime<Utc>>,
}

/// Every source, by name.
pub async fn list(pool: &PgPool) -> sqlx::Result<Vec<Listed>> {
    sqlx::query_as!(
        Listed,
        r#"select name, array(select key from jsonb_each(mapping) where value <> '{}' order by key) as "mapped!",
                  cardinality(token_hashes) as "tokens!", auto_publish, revoked_at, last_used_at
             from sources order by name"#
    )
    .fetch_all(pool)
    .await
}

/// All that is known of one source.
#[derive(Debug)]
pub struct Shown {
    /// As in the list.
    pub listed: Listed,
    /// When each of its valid tokens was made, newest first; none for one that is older than the audit log.
    pub tokens_made: Vec<Option<DateTime<Utc>>>,
    /// When it was first heard of.
    pub created_at: DateTime<Utc>,
    /// What it calls its columns, by what its rows are about.
    pub mappings: Vec<(Entity, Mapping)>,
    /// How many rows of it are known, by what they are about.
    pub rows: Vec<(Entity, i64)>,
}

/// A source by its name.
pub async fn show(pool: &PgPool, name: &str) -> sqlx::Result<Option<Shown>> {
    let Some(row) = sqlx::query!(
        r#"select s.name, cardinality(s.token_hashes) as "tokens!", s.auto_publish, s.revoked_at, s.last_used_at, s.created_at,
                  s.mapping as "mapping!: Json<BTreeMap<String, Mapping>>",
                  array(select a.at from audit_log a
                         where a.entity_type = 'source' and a.entity_id = s.id and a.action in ('add token', 'rotate token')
                         order by a.at desc limit cardinality(s.token_hashes)) as "made!",
                  (select count(*) from source_rows r
                    where r.source_system = s.name and r.entity_type = 'executive') as "executives!",
                  (select count(*) from source_rows r where r.source_system = s.name and r.entity_type = 'job') as "jobs!"
             from sources s where s.name = $1"#,
        name
    )
    .fetch_optional(pool)
    .await?
    else {
        return Ok(None);
    };
    let mut mappings = row.mapping.0;
    let mappings: Vec<(Entity, Mapping)> = (Entity::ALL.iter())
        .filter_map(|entity| Some((*entity, mappings.remove(entity.as_str())?)))
        .filter(|(_, mapping)| !mapping.0.is_empty())
        .collect();
    let tokens = usize::try_from(row.tokens).unwrap_or_default();
    let made = row.made.into_iter().map(Some).chain(std::iter::repeat(None));
    Ok(Some(Shown {
        listed: Listed {
            name: row.name,
            mapped: mappings.iter().map(|(entity, _)| entity.as_str().to_owned()).collect(),
            tokens: row.tokens,
            auto_publish: row.auto_publish,
            revoked_at: row.revoked_at,
            last_used_at: row.last_used_at,
        },
        tokens_made: made.take(tokens).collect(),
        created_at: row.created_at,
        mappings,
        rows: vec![(Entity::Executive, row.executives), (Entity::Job, row.jobs)],
    }))
}

/// What a source calls its columns; nothing for one that is not known.
pub async fn mapping(pool: &PgPool, name: &str, entity: Entity) -> sqlx::Result<Mapping> {
    let mapping = sqlx::query_scalar!(
        r#"select coalesce(mapping -> $2, '{}') as "mapping!: Json<Mapping>" from sources where name = $1"#,
        name,
        entity.as_str()
    )
    .fetch_optional(pool)
    .await?;
    Ok(mapping.map(|mapping| mapping.0).unwrap_or_default())
}
