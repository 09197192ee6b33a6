//! What profiles are found by is written with them. Where it came to be made of more than before, those that stood already are
//! written anew, some at a time.

use sqlx::{Connection, PgConnection};

use crate::taxonomy::vocabulary::fold;

use super::{queries, refresh_search_documents};

/// Counts what the documents were ever made of: 2 has certifications, education, languages and stages.
pub const FORM: i32 = 2;

/// What the stages of companies that somebody works with are called: as they say it, and where one is young, what everybody calls
/// such a company.
pub fn stage_words(stages: &[String]) -> impl Iterator<Item = &str> {
    const YOUNG: [&str; 6] = ["seed", "startup", "start up", "early", "series a", "bootstrapped"];
    let is_young =
        stages.iter().map(|stage| fold(stage)).any(|stage| YOUNG.iter().any(|young| stage.contains(young)));
    stages.iter().map(String::as_str).chain(is_young.then_some("startup startups"))
}

/// How many at a time, and how many in a pass.
const AT_A_TIME: i64 = 500;
const IN_A_PASS: usize = 100_000;

/// Writes those that are of an earlier form, from where the last pass ended. How many were looked at.
///
/// What is read is held until it is written. What somebody else holds is left to them: they write what it is found by as well,
/// and to wait for them, holding others, could end an import.
pub async fn renew(connection: &mut PgConnection) -> sqlx::Result<u64> {
    let mut looked_at = 0;
    let mut next = queries::renewed_up_to(&mut *connection, FORM).await?;
    while let Some(after) = next.filter(|_| looked_at < IN_A_PASS) {
        let mut transaction = connection.begin().await?;
        let ids = queries::next_ids(&mut *transaction, after, AT_A_TIME).await?;
        let held = queries::hold_free(&mut *transaction, &ids).await?;
        refresh_search_documents(&mut transaction, &held).await?;
        next = ids.last().copied();
        queries::keep_renewed_up_to(&mut *transaction, FORM, next).await?;
        transaction.commit().await?;
        looked_at += ids.len();
    }
    Ok(looked_at as u64)
}
