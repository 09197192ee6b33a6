//! The SQL of uploaded files.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;
use sqlx::types::Json;
use uuid::Uuid;

use super::NewUpload;
use crate::ingestion::{Entity, Mapping};

/// A file on its way to an import.
#[derive(Clone, Debug)]
pub struct Upload {
    /// Its id.
    pub id: Uuid,
    /// The file's name.
    pub name: String,
    /// Where its rows come from.
    pub source: String,
    /// What they are about.
    pub entity: Entity,
    /// What its columns were said to mean.
    pub mapping: Mapping,
    /// How large it is.
    pub bytes: i64,
    /// Whether these are all rows that the source has.
    pub is_full: bool,
    /// When it came.
    pub created_at: DateTime<Utc>,
}

/// Writes down that a file arrives.
pub async fn begin(
    executor: impl PgExecutor<'_>,
    new: &NewUpload<'_>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into uploads (id, name, source, entity_type, mapping, is_full, uploaded_by, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        new.id,
        new.name,
        new.source,
        new.entity.as_str(),
        Json(new.mapping) as _,
        new.is_full,
        new.by,
        now
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// Keeps a part of a file.
pub async fn keep_part(
    executor: impl PgExecutor<'_>,
    upload: Uuid,
    part: i32,
    content: &[u8],
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into upload_parts (upload_id, part, content) values ($1, $2, $3)",
        upload,
        part,
        content
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// A part of a file; nothing behind its end.
pub async fn part(executor: impl PgExecutor<'_>, upload: Uuid, part: i32) -> sqlx::Result<Option<Vec<u8>>> {
    sqlx::query_scalar!("select content from upload_parts where upload_id = $1 and part = $2", upload, part)
        .fetch_optional(executor)
        .await
}

/// Keeps how large a file is.
pub async fn set_bytes(executor: impl PgExecutor<'_>, upload: Uuid, bytes: i64) -> sqlx::Result<()> {
    sqlx::query!("update uploads set bytes = $2 where id = $1", upload, bytes).execute(executor).await?;
    Ok(())
}

/// Keeps what a file's columns mean.
pub async fn set_mapping(executor: impl PgExecutor<'_>, upload: Uuid, mapping: &Mapping) -> sqlx::Result<()> {
    sqlx::query!("update uploads set mapping = $2 where id = $1", upload, Json(mapping) as _)
        .execute(executor)
        .await?;
    Ok(())
}

macro_rules! uploads {
    ($rest:literal $(, $argument:expr)*) => {
        sqlx::query!(
            r#"select id, name, source, entity_type, mapping as "mapping: Json<Mapping>", bytes, is_full, created_at
                 from uploads "# + $rest
            $(, $argument)*
        )
        .map(|row| Upload {
            id: row.id,
            name: row.name,
            source: row.source,
            entity: if row.entity_type == Entity::Job.as_str() { Entity::Job } else { Entity::Executive },
            mapping: row.mapping.0,
            bytes: row.bytes,
            is_full: row.is_full,
            created_at: row.created_at,
        })
    };
}

/// A file by its id, once it is whole.
pub async fn find(executor: impl PgExecutor<'_>, id: Uuid) -> sqlx::Result<Option<Upload>> {
    uploads!("where id = $1 and bytes > 0", id).fetch_optional(executor).await
}

/// The newest files that nobody imported yet.
pub async fn newest(executor: impl PgExecutor<'_>, limit: i64) -> sqlx::Result<Vec<Upload>> {
    uploads!(
        "where bytes > 0 and not exists (select from works w
                            where w.upload_id = uploads.id and w.kind = 'IMPORT' and w.finished_at is not null
                              and w.error is null)
         order by created_at desc limit $1",
        limit
    )
    .fetch_all(executor)
    .await
}

/// Throws a file away.
pub async fn delete(executor: impl PgExecutor<'_>, id: Uuid) -> sqlx::Result<bool> {
    let done = sqlx::query!("delete from uploads where id = $1", id).execute(executor).await?;
    Ok(done.rows_affected() == 1)
}

/// Forgets files of before a moment. Gives how many.
pub async fn forget(executor: impl PgExecutor<'_>, before: DateTime<Utc>) -> sqlx::Result<u64> {
    let done = sqlx::query!("delete from uploads where created_at < $1", before).execute(executor).await?;
    Ok(done.rows_affected())
}
