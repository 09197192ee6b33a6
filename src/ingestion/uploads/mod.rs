//! Files that operators upload: kept in the database until they are imported, so that any process of the site can read
//! them, with what their columns were said to mean; and what can be seen of them before they are.

mod preview;
mod queries;

use std::io::Write;

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{PgConnection, PgExecutor, PgPool};
use uuid::Uuid;

use super::{Entity, Mapping};

pub use preview::{Column, Preview, preview};
pub use queries::{Upload, begin, delete, find, newest, set_mapping};

/// Bytes that are kept in one row.
const PART: usize = 256 * 1024;

/// For how long a file is kept that nobody imports, and one that was.
const KEPT: TimeDelta = TimeDelta::days(7);

/// A file that arrives.
#[derive(Debug)]
pub struct NewUpload<'a> {
    /// Its id.
    pub id: Uuid,
    /// The file's name, as the browser says it.
    pub name: &'a str,
    /// Where its rows come from.
    pub source: &'a str,
    /// What they are about.
    pub entity: Entity,
    /// What the source's columns are known to mean.
    pub mapping: &'a Mapping,
    /// Whether these are all rows that the source has.
    pub is_full: bool,
    /// Who sends it.
    pub by: Uuid,
}

/// Takes the bytes of a file one after the other, and keeps them.
#[derive(Debug, Default)]
pub struct Receiving {
    waiting: Vec<u8>,
    part: i32,
    bytes: usize,
}

impl Receiving {
    /// How much came.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Takes what came next. Each part is kept by itself: a slow sender holds no connection.
    pub async fn take(&mut self, pool: &PgPool, upload: Uuid, bytes: &[u8]) -> sqlx::Result<()> {
        self.bytes += bytes.len();
        self.waiting.extend_from_slice(bytes);
        if self.waiting.len() >= PART { self.keep(pool, upload).await } else { Ok(()) }
    }

    /// The file is whole, in the caller's transaction: before that, nobody sees it.
    pub async fn end(mut self, connection: &mut PgConnection, upload: Uuid) -> sqlx::Result<()> {
        if !self.waiting.is_empty() {
            self.keep(&mut *connection, upload).await?;
        }
        queries::set_bytes(connection, upload, i64::try_from(self.bytes).unwrap_or(i64::MAX)).await
    }

    async fn keep(&mut self, executor: impl PgExecutor<'_>, upload: Uuid) -> sqlx::Result<()> {
        queries::keep_part(executor, upload, self.part, &self.waiting).await?;
        self.part += 1;
        self.waiting.clear();
        Ok(())
    }
}

/// A file that was put into a folder of this machine, for as long as this is held.
#[derive(Debug)]
pub struct PutDown {
    /// Where it is.
    pub path: std::path::PathBuf,
    /// Whether there is more of it.
    pub is_cut: bool,
    _folder: tempfile::TempDir,
}

/// As much of a file as a preview reads.
pub async fn put_down_head(pool: &PgPool, upload: &Upload) -> Result<PutDown, PutDownError> {
    const PARTS: i32 = 8;
    put_down_parts(pool, upload, PARTS).await
}

/// The whole file.
pub async fn put_down(pool: &PgPool, upload: &Upload) -> Result<PutDown, PutDownError> {
    put_down_parts(pool, upload, i32::MAX).await
}

async fn put_down_parts(pool: &PgPool, upload: &Upload, parts: i32) -> Result<PutDown, PutDownError> {
    let folder = tempfile::tempdir()?;
    // The ending alone: it tells the format. What a browser calls a file is no path of ours.
    let path = folder.path().join(format!("upload{}", ending(&upload.name)));
    let mut file = std::fs::File::create(&path)?;
    let (mut part, mut written) = (0, 0);
    while part < parts
        && let Some(content) = queries::part(pool, upload.id, part).await?
    {
        file.write_all(&content)?;
        written += i64::try_from(content.len()).unwrap_or(i64::MAX);
        part += 1;
    }
    file.flush()?;
    Ok(PutDown { path, is_cut: written < upload.bytes, _folder: folder })
}

/// Why a file can't be read again.
#[derive(Debug, thiserror::Error)]
pub enum PutDownError {
    /// The machine has no room for it.
    #[error("the file can't be written to this machine's folder for temporary files: {0}")]
    Io(#[from] std::io::Error),
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
}

/// Those of a name's endings that tell a format: `.csv.gz`.
fn ending(name: &str) -> String {
    let name = name.to_lowercase();
    let (rest, gzip) = name.strip_suffix(".gz").map_or((name.as_str(), ""), |rest| (rest, ".gz"));
    let known = [".csv", ".tsv", ".json", ".ndjson", ".jsonl"];
    let format = known.into_iter().find(|ending| rest.ends_with(ending)).unwrap_or_default();
    format!("{format}{gzip}")
}

/// Forgets files that were kept long enough. Gives how many.
pub async fn forget(connection: &mut PgConnection, now: DateTime<Utc>) -> sqlx::Result<u64> {
    queries::forget(connection, now - KEPT).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_name_only_the_ending_is_kept() {
        for (name, kept) in [
            ("Postings.CSV", ".csv"),
            ("rows.jsonl.gz", ".jsonl.gz"),
            ("../../etc/passwd", ""),
            ("a.csv/../b", ""),
            ("export", ""),
        ] {
            assert_eq!(ending(name), kept, "{name}");
        }
    }
}
