//! What profiles are found by is written with them. Where it came to be made of more than before, those that stood already are
//! written anew, some at a time.

use sqlx::PgConnection;

use super::{queries, refresh_search_documents};

/// Counts what the documents were ever made of: 2 has certifications, education and languages.
pub const FORM: i32 = 2;

/// How many at a time, and how many in a pass.
const AT_A_TIME: i64 = 500;
const IN_A_PASS: usize = 100_000;

/// Writes those that are of an earlier form, from where the last pass ended. How many were looked at.
pub async fn renew(connection: &mut PgConnection) -> sqlx::Result<u64> {
    let mut looked_at = 0;
    let mut next = queries::renewed_up_to(&mut *connection, FORM).await?;
    while let Some(after) = next.filter(|_| looked_at < IN_A_PASS) {
        let ids = queries::next_ids(&mut *connection, after, AT_A_TIME).await?;
        refresh_search_documents(connection, &ids).await?;
        next = ids.last().copied();
        queries::keep_renewed_up_to(&mut *connection, FORM, next).await?;
        looked_at += ids.len();
    }
    Ok(looked_at as u64)
}
